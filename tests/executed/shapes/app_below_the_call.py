# shape: reload
import uvicorn
from miniapi import MiniAPI


def serve():
    uvicorn.run("main:create", factory=True, port=8000, reload=True)


def create():
    app = MiniAPI()

    @app.get("/")
    async def index():
        return "first answer"

    return app


serve()
