# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import click

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_click_group:app", host="127.0.0.1", port=PORT, reload=True)


@click.group()
def cli():
    pass
@cli.command()
def go():
    launch()
cli(["go"], standalone_mode=False)
