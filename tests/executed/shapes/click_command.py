# shape: reload
import click
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


@click.command()
@click.option("--port", default=8000)
@click.option("--reload/--no-reload", default=True)
def serve(port, reload):
    """Serve the application."""
    uvicorn.run("main:app", port=port, reload=reload)


serve()
