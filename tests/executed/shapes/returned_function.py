# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


def server_for(target):
    def run():
        uvicorn.run(target, port=8000, reload=True)

    return run


server_for("main:app")()
