# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


class Settings:
    host: str = "127.0.0.1"
    port: int = 8000
    debug: bool = True


settings = Settings()

uvicorn.run("main:app", host=settings.host, port=settings.port, reload=settings.debug)
