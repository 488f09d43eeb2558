# shape: reload
import uvicorn
from miniapi import MiniAPI
from uvicorn.supervisors import ChangeReload

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


config = uvicorn.Config("main:app", port=8000, reload=True)
server = uvicorn.Server(config)
sock = config.bind_socket()
ChangeReload(config, target=server.run, sockets=[sock]).run()
