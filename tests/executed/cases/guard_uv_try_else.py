# lab: kind=server timeout=8 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
app = asgi(__name__)

def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_try_else:app", host="127.0.0.1", port=PORT, reload=True)


class NotMain(Exception):
    pass
def check():
    if __name__ != "__main__":
        raise NotMain
try:
    check()
except NotMain:
    pass
else:
    launch()
