# lab: kind=server timeout=8 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
app = asgi(__name__)

def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_suppress_assert:app", host="127.0.0.1", port=PORT, reload=True)


import contextlib
with contextlib.suppress(AssertionError):
    assert __name__ == "__main__"
    launch()
