# shape: reload
import uvicorn
from miniapi import MiniAPI

greeting = "Grüße 🚀"
app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


print("démarrage 🚀"); uvicorn.run("main:app", port=8000, reload=True)  # 再読み込み
