# shape: reload
from functools import partial

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


serve = partial(uvicorn.run, "main:app", port=8000)
serve(reload=True)
