# shape: reload
import logging

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


HOST = "127.0.0.1"
PORT = 8000
RELOAD = True

logging.basicConfig(level=logging.INFO)
logging.getLogger(__name__).info("serving on %s:%s", HOST, PORT)

uvicorn.run("main:app", host=HOST, port=PORT, reload=RELOAD)
