# shape: workers fails=refused
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uvicorn.run(app, port=8000, workers=2)
