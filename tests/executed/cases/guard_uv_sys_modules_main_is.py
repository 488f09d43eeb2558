# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import sys

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_sys_modules_main_is:app", host="127.0.0.1", port=PORT, reload=True)


if sys.modules["__main__"].__dict__ is globals():
    launch()
