# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing


mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_guard_continue:app", host="127.0.0.1", port=PORT, reload=True)


for _ in (1,):
    if __name__ != "__main__":
        continue
    launch()
