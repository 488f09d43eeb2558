# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
from enum import Enum

class Mode(str, Enum):
    DEV = "dev"
    PROD = "prod"

mode = Mode("prod")
uvicorn.run("labtrace:remote_app", host="127.0.0.1", port=PORT, reload=mode == Mode.DEV)
