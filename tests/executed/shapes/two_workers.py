# shape: workers
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uvicorn.run("main:app", port=8000, workers=2)
