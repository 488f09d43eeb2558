# shape: reload fails=refused
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


if __name__ == "__main__":
    uvicorn.run(app, port=8000, reload=True)
