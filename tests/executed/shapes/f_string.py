# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


MODULE = "main"
uvicorn.run(f"{MODULE}:app", port=8000, reload=True)
