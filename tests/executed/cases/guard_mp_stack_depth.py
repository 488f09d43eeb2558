# lab: kind=job timeout=8 configs=311s
import multiprocessing
from labtrace import mark
import inspect
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


if len(inspect.stack()) == 1:
    launch()
