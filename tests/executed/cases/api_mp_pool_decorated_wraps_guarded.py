# lab: kind=job timeout=9 configs=311s
from labtrace import PORT, asgi, wsgi, mark, square
import functools
import multiprocessing as mp
mark("top", __name__)

def work(n=1):
    mark("worked", __name__)
    return n * n

def deco(f):
    @functools.wraps(f)
    def inner(*a):
        return f(*a)
    return inner

@deco
def job(n):
    return n

if __name__ == "__main__":
    mark("call", __name__)
    with mp.Pool(1) as pool:
        print(pool.map(job, [1]))
    mark("done", __name__)
