# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


for attempt in range(1):
    print("attempt", attempt)
    uvicorn.run("main:app", port=8000, reload=True)
