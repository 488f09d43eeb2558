# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import sys
mark("top", __name__)
app = asgi(__name__)

def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_mp_main_in_modules:app", host="127.0.0.1", port=PORT, reload=True)


if "__mp_main__" not in sys.modules:
    launch()
