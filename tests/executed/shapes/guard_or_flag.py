# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


FORCE = True

if __name__ == "__main__" or FORCE:
    uvicorn.run("main:app", port=8000, reload=True)
