# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


options = dict(host="127.0.0.1", port=8000)
options["reload"] = True
options.update(log_level="info")
uvicorn.run("main:app", **options)
