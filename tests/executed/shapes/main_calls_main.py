# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


def serve(**options):
    uvicorn.run("main:app", **options)


def main():
    serve(port=8000, reload=True)


main()
