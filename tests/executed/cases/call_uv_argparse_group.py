# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
import argparse
parser = argparse.ArgumentParser()
group = parser.add_argument_group("server")
group.add_argument("--reload", action="store_true")
group.add_argument("--port", type=int, default=PORT)
args = parser.parse_args(["--reload"])
uvicorn.run("labtrace:remote_app", **vars(args))
