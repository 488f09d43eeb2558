# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import __main__

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_import_main_file:app", host="127.0.0.1", port=PORT, reload=True)


if getattr(__main__, "__file__", None) == __file__:
    launch()
