# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
from uvicorn.supervisors import ChangeReload
config = uvicorn.Config("labtrace:remote_app", host="127.0.0.1", port=PORT)
server = uvicorn.Server(config)
if config.should_reload:
    ChangeReload(config, target=server.run, sockets=[config.bind_socket()]).run()
else:
    server.run()
