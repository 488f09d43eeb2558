# shape: reload
import argparse

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def main():
    args = parse_args()
    uvicorn.run("main:app", port=args.port, reload=True)


main()
