# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing


mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_ne_os_exit:app", host="127.0.0.1", port=PORT, reload=True)


import os
if __name__ != "__main__":
    os._exit(0)
launch()
