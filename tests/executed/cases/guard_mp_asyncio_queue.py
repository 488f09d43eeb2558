# lab: kind=job timeout=8 configs=312s
import multiprocessing
from labtrace import mark
import asyncio
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


async def main():
    q = asyncio.Queue()
    await q.put(launch)
    (await q.get())()

asyncio.run(main())
