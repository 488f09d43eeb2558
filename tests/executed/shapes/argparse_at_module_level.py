# shape: reload
import argparse

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=8000)
parser.add_argument("--no-reload", action="store_true")
args = parser.parse_args()

uvicorn.run("main:app", port=args.port, reload=not args.no_reload)
