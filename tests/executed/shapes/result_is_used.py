# shape: reload says="server stopped"
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


result = uvicorn.run("main:app", port=8000, reload=True)
if result is None:
    print("server stopped")
