# lab: kind=job timeout=8 configs=313s
import multiprocessing
from labtrace import mark
import enum
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


class Mode(enum.Flag):
    NONE = 0
    RUN = 1
    LOG = 2

mode = Mode.RUN | Mode.LOG if __name__ == "__main__" else Mode.LOG
if mode & Mode.RUN:
    launch()
