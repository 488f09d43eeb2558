import multiprocessing
from labtrace import mark, square

mark("top", __name__)

def work(n):
    mark("worked", __name__)


def launch(target=work):
    mark("call", __name__)
    p = multiprocessing.Process(target=target, args=(3,))
    p.start()
    p.join()
    assert p.exitcode == 0, p.exitcode
    mark("done", __name__)

from util import called_from_main
if called_from_main():
    launch()
