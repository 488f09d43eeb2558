# lab: kind=job timeout=9 configs=311s
from labtrace import PORT, asgi, wsgi, mark, square
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait
mark("top", __name__)

def work(n=1):
    mark("worked", __name__)
    return n * n

import enum

class Kind(enum.Enum):
    THREAD = ThreadPoolExecutor
    PROCESS = ProcessPoolExecutor

mark("call", __name__)
with Kind.PROCESS.value(1) as ex:
    print(ex.submit(work, 1).result())
mark("done", __name__)
