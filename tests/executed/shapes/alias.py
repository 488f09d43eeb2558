# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


serve = uvicorn.run
serve("main:app", port=8000, reload=True)
