# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
from functools import singledispatch

@singledispatch
def serve(options):
    uvicorn.run("labtrace:remote_app", host="127.0.0.1", port=PORT)

@serve.register
def _(options: dict):
    uvicorn.run("labtrace:remote_app", host="127.0.0.1", port=PORT, **options)

serve({"reload": True})
