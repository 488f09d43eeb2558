# lab: kind=job timeout=9 configs=311s
import multiprocessing
from labtrace import mark

mark("top", __name__)

def work(n):
    mark("worked", __name__)
    return n * n


def launch():
    mark("call", __name__)
    p = multiprocessing.Process(target=work, args=(3,))
    p.start()
    p.join()
    assert p.exitcode == 0, p.exitcode
    mark("done", __name__)


class App:
    def __init__(self):
        self.handlers = {}
    def on(self, name):
        def deco(fn):
            self.handlers.setdefault(name, []).append(fn)
            return fn
        return deco
    def emit(self, name):
        for fn in self.handlers.get(name, ()):
            fn()
app = App()
@app.on("start")
def go():
    launch()
app.emit("stop")
