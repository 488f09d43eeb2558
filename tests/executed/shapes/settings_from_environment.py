# shape: reload
import os

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


DEBUG = os.getenv("DEBUG", "1") == "1"

uvicorn.run("main:app", port=8000, reload=DEBUG)
