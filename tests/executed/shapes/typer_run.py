# shape: reload
import typer
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


def serve(port: int = 8000) -> None:
    uvicorn.run("main:app", port=port, reload=True)


typer.run(serve)
