# shape: reload
from miniapi import MiniAPI
from server import serve

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


serve("main:app")
