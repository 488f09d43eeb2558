# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing


mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_deco_now:app", host="127.0.0.1", port=PORT, reload=True)


def deco(fn):
    fn()
    return fn
@deco
def go():
    launch()
