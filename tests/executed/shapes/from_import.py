# shape: reload
from miniapi import MiniAPI
from uvicorn import run

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


run("main:app", port=8000, reload=True)
