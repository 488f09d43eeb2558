# shape: reload
from pathlib import Path

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uvicorn.run(f"{Path(__file__).stem}:app", port=8000, reload=True)
