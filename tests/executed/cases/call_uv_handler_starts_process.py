# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
import multiprocessing
from labtrace import square

inner = asgi(__name__)

async def app(scope, receive, send):
    if scope["type"] == "http":
        p = multiprocessing.get_context("spawn").Process(target=square, args=(2,))
        p.start()
        p.join(4)
        assert p.exitcode == 0, p.exitcode
    await inner(scope, receive, send)

uvicorn.run(app, host="127.0.0.1", port=PORT)
