# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uvicorn.run("main:app", host="127.0.0.1", port=8000, reload=True, log_level="info")
