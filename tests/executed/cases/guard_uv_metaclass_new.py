# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing


mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_metaclass_new:app", host="127.0.0.1", port=PORT, reload=True)


class M(type):
    def __new__(m, *a):
        launch()
        return super().__new__(m, *a)
class A(metaclass=M):
    pass
