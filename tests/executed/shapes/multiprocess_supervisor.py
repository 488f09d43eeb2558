# shape: workers
import uvicorn
from miniapi import MiniAPI
from uvicorn.supervisors import Multiprocess

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


config = uvicorn.Config("main:app", port=8000, workers=2)
supervisor = Multiprocess(config, sockets=[config.bind_socket()])
supervisor.run()
