# lab: kind=server timeout=8 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
app = asgi(__name__)

def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_class_guard:app", host="127.0.0.1", port=PORT, reload=True)


class Guard:
    def __init__(self, name):
        self.name = name
    def __bool__(self):
        return self.name == "__main__"
if Guard(__name__):
    launch()
