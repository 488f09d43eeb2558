# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing


mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_abc_method:app", host="127.0.0.1", port=PORT, reload=True)


import abc
class B(abc.ABC):
    @abc.abstractmethod
    def go(self): ...
    def run(self):
        self.go()
class A(B):
    def go(self):
        launch()
A().run()
