from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"
