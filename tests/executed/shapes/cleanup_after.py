# shape: reload
import os
import shutil

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


def remove_cache():
    shutil.rmtree("cache")


os.makedirs("cache", exist_ok=True)
uvicorn.run("main:app", port=8000, reload=True)
remove_cache()
