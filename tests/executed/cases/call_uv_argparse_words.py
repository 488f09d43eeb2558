# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--reload", action="store_true")
args = parser.parse_args(["--reload"])
uvicorn.run("labtrace:remote_app", host="127.0.0.1", port=PORT, reload=args.reload)
