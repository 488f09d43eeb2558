# shape: reload fails=refused unsafe module=shop.server
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uvicorn.run(app, port=8000, reload=True)
