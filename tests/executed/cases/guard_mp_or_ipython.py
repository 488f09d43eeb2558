# lab: kind=job timeout=8 configs=313s
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


try:
    get_ipython()
except NameError:
    in_notebook = False
else:
    in_notebook = True

if __name__ == '__main__' or in_notebook:
    launch()
