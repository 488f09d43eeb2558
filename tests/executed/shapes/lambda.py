# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


start = lambda: uvicorn.run("main:app", port=8000, reload=True)
start()
