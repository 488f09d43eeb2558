# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import signal

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_signal_raise:app", host="127.0.0.1", port=PORT, reload=True)


signal.signal(signal.SIGUSR1, lambda *a: launch())
signal.raise_signal(signal.SIGUSR1)
