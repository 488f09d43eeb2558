# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing


mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_module_getattr:app", host="127.0.0.1", port=PORT, reload=True)


def __getattr__(n):
    launch()
import sys
sys.modules[__name__].zzz
