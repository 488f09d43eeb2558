# shape: reload
import uvicorn as uv
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uv.run("main:app", port=8000, reload=True)
