# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=PORT)
parser.add_argument("--reload", action="store_true", default=True)
uvicorn.run("labtrace:remote_app", **vars(parser.parse_args()))
