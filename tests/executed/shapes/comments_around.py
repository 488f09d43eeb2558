# shape: reload
import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


# ---------------------------------------------------------------------------
# Development server: reloads when a file changes
# ---------------------------------------------------------------------------
uvicorn.run(  # blocks until Ctrl-C
    "main:app",
    port=8000,  # keep in step with the proxy
    reload=True,
    # workers=4,
)
# end of file
