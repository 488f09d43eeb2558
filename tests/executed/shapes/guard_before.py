# shape: reload says="development server"
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


if __name__ == "__main__":
    print("development server")

uvicorn.run("main:app", port=8000, reload=True)
