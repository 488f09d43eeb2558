# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
from enum import Enum

class Env(Enum):
    DEV = "dev"
    PROD = "prod"

OPTIONS = {Env.DEV: {"reload": True}, Env.PROD: {"workers": 1}}
uvicorn.run("labtrace:remote_app", host="127.0.0.1", port=PORT, **OPTIONS[Env.PROD])
