from labtrace import PORT, asgi, mark, square
from concurrent.futures import ProcessPoolExecutor
import uvicorn
mark('top', __name__)
executor = ProcessPoolExecutor(1)
inner = asgi(__name__)

async def app(scope, receive, send):
    if scope['type'] == 'http':
        executor.submit(square, 3).result(timeout=4)
    await inner(scope, receive, send)

mark('call', __name__)
uvicorn.run(app, host='127.0.0.1', port=PORT)
