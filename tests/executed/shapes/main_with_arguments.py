# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


def serve(port: int, *, reload: bool = False) -> None:
    uvicorn.run("main:app", port=port, reload=reload)


serve(8000, reload=True)
