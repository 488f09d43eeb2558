# shape: reload fails=refused
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


api = app
uvicorn.run(api, port=8000, reload=True)
