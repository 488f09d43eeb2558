# shape: reload
import contextlib

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


with contextlib.suppress(KeyboardInterrupt):
    uvicorn.run("main:app", port=8000, reload=True)
