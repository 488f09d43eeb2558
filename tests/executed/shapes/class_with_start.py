# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


class Server:
    def __init__(self, port):
        self.port = port

    def start(self):
        uvicorn.run("main:app", port=self.port, reload=True)


server = Server(8000)
server.start()
