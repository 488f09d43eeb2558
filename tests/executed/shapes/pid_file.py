# shape: reload says="server stopped"
import os
from pathlib import Path

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


pid_file = Path("server.pid")
pid_file.write_text(str(os.getpid()))
uvicorn.run("main:app", port=8000, reload=True)
pid_file.unlink()
print("server stopped")
