# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import argparse

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_argparse_func:app", host="127.0.0.1", port=PORT, reload=True)


p = argparse.ArgumentParser()
p.set_defaults(func=launch)
args = p.parse_args()
args.func()
