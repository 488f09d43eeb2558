# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
from dataclasses import dataclass

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_dataclass_field:app", host="127.0.0.1", port=PORT, reload=True)


@dataclass
class C:
    go: object
C(launch).go()
