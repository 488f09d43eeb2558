# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
from uvicorn.supervisors import ChangeReload, Multiprocess

def run(app, **kwargs):
    config = uvicorn.Config(app, **kwargs)
    server = uvicorn.Server(config=config)
    if config.should_reload:
        sock = config.bind_socket()
        ChangeReload(config, target=server.run, sockets=[sock]).run()
    elif config.workers > 1:
        sock = config.bind_socket()
        Multiprocess(config, sockets=[sock]).run()
    else:
        server.run()

run("labtrace:remote_app", host="127.0.0.1", port=PORT, workers=2)
