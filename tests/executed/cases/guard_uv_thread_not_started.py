# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import threading

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_thread_not_started:app", host="127.0.0.1", port=PORT, reload=True)


t = threading.Thread(target=launch)
