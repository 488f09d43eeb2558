# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import sys

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_sys_modules_main_file:app", host="127.0.0.1", port=PORT, reload=True)


if hasattr(sys.modules["__main__"], "__file__"):
    launch()
