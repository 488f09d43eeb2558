# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import asyncio

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_async_for:app", host="127.0.0.1", port=PORT, reload=True)


async def g():
    launch()
    yield 1
async def main():
    async for _ in g():
        pass
asyncio.run(main())
