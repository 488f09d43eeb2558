# shape: reload says="server stopped"
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


print("starting")
uvicorn.run("main:app", port=8000, reload=True)
print("server stopped")
