# shape: reload
import sys

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


def main() -> int:
    uvicorn.run("main:app", port=8000, reload=True)
    return 0


sys.exit(main())
