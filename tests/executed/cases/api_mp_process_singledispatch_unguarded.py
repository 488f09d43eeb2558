# lab: kind=job timeout=9 configs=311s
from labtrace import PORT, asgi, wsgi, mark, square
import multiprocessing as mp
mark("top", __name__)

def work(n=1):
    mark("worked", __name__)
    return n * n

import functools

@functools.singledispatch
def run(job):
    work(job)

@run.register
def _(job: list):
    p = mp.Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0

mark("call", __name__)
run([1])
mark("done", __name__)
