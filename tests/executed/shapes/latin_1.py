# -*- coding: latin-1 -*-
# shape: reload says=", 9"
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


text = "démarrage"
print(text, len(text), sep=", ")
uvicorn.run("main:app", port=8000, reload=True)  # à bientôt
