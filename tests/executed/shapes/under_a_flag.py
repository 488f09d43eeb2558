# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


DEBUG = True

if DEBUG:
    print("development server")
    uvicorn.run("main:app", port=8000, reload=True)
else:
    uvicorn.run(app, port=8000)
