# shape: reload says="stopped"
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


port = 8000; uvicorn.run("main:app", port=port, reload=True); print("stopped")
