# lab: kind=job timeout=9 configs=311
from labtrace import PORT, asgi, wsgi, mark, square
from multiprocessing.context import SpawnContext
mark("top", __name__)

def work(n=1):
    mark("worked", __name__)
    return n * n

mark("call", __name__)
p = SpawnContext().Process(target=work)
p.start()
p.join()
assert p.exitcode == 0
mark("done", __name__)
