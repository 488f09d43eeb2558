# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


mode = "development"

match mode:
    case "development":
        uvicorn.run("main:app", port=8000, reload=True)
    case _:
        uvicorn.run("main:app", port=8000)
