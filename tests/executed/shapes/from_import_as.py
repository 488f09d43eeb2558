# shape: reload
from miniapi import MiniAPI
from uvicorn import run as serve

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


serve("main:app", port=8000, reload=True)
