# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


class Application:
    def __init__(self, target: str, **options):
        self.target = target
        self.options = options
        self.serve()

    def serve(self):
        uvicorn.run(self.target, **self.options)


Application("main:app", port=8000, reload=True)
