# shape: workers
import os

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


workers = int(os.environ.get("WORKERS", "2"))
uvicorn.run("main:app", port=8000, workers=workers)
