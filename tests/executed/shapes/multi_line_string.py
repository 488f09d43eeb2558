# shape: reload says="3 lines, 3 spaces"
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


try:
    banner = """
Serving on
  http://localhost:8000
"""
    print(len(banner.splitlines()), "lines,", banner.count(" "), "spaces")
    uvicorn.run("main:app", port=8000, reload=True)
except KeyboardInterrupt:
    pass
