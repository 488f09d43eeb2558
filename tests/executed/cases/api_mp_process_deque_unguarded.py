# lab: kind=job timeout=9 configs=311s
from labtrace import PORT, asgi, wsgi, mark, square
import multiprocessing as mp
mark("top", __name__)

def work(n=1):
    mark("worked", __name__)
    return n * n

mark("call", __name__)
from collections import deque
d = deque()
d.append(mp.Process(target=work))
p = d.popleft()
p.start()
p.join()
assert p.exitcode == 0
mark("done", __name__)
