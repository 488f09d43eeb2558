# shape: reload module=shop.server
import uvicorn
from miniapi import MiniAPI

from shop import __doc__ as about

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


print(about)
uvicorn.run("shop.server:app", port=8000, reload=True)
