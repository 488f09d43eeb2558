# lab: kind=job timeout=9 configs=311s
import multiprocessing
from labtrace import mark

mark("top", __name__)

def work(n):
    mark("worked", __name__)
    return n * n


def launch():
    mark("call", __name__)
    with multiprocessing.Pool(2) as p:
        print(p.map(work, [1, 2]))
    mark("done", __name__)


if "__main__" == __name__:
    launch()
