# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark

mark("top", __name__)
mark("call", __name__)
from dataclasses import asdict, dataclass

@dataclass
class Settings:
    host: str = "127.0.0.1"
    port: int = PORT
    reload: bool = True

uvicorn.run("labtrace:remote_app", **asdict(Settings()))
