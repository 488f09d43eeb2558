# lab: kind=job timeout=9 configs=311s
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


import asyncio
async def main():
    t = asyncio.ensure_future(asyncio.sleep(0))
    t.add_done_callback(lambda _: launch())
    await t
    await asyncio.sleep(0)
asyncio.run(main())
