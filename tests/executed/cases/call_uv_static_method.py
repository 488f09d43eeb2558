# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
class Server:
    serve = staticmethod(uvicorn.run)

Server.serve("labtrace:remote_app", host="127.0.0.1", port=PORT, reload=True)
