# shape: reload fails=bomb
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


if __name__ == "__mp_main__":
    print("in the child")
else:
    uvicorn.run("main:app", port=8000, reload=True)
