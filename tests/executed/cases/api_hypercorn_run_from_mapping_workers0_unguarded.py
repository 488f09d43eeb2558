# lab: kind=server timeout=9 configs=311
from labtrace import PORT, asgi, wsgi, mark, square
from hypercorn import Config
from hypercorn.run import run
mark("top", __name__)

def work(n=1):
    mark("worked", __name__)
    return n * n

config = Config.from_mapping(bind=f"127.0.0.1:{PORT}", application_path="labtrace:remote_app", workers=0)
mark("call", __name__)
run(config)
