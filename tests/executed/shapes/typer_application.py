# shape: reload
import typer
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


cli = typer.Typer()


@cli.command()
def serve(port: int = 8000) -> None:
    uvicorn.run("main:app", port=port, reload=True)


cli()
