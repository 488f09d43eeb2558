# shape: reload says="server stopped"
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uvicorn.run("main:app", port=8000, reload=True)

if __name__ == "__main__":
    print("server stopped")
