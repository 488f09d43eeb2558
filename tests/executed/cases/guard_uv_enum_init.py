# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import enum

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_enum_init:app", host="127.0.0.1", port=PORT, reload=True)


class E(enum.Enum):
    A = 1
    def __init__(self, v):
        launch()
