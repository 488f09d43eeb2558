# lab: kind=server timeout=8 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
app = asgi(__name__)

def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_removeprefix:app", host="127.0.0.1", port=PORT, reload=True)


if __name__.removeprefix("__mp_").strip("_") == "main":
    launch()
