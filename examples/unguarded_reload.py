"""A complete ASGI application that starts its own server: `python unguarded_reload.py`.

It has the mistake that mainguard is for.  `make demo` finds it, fixes it in a copy, and runs both.
"""

import os

import uvicorn

GREETING = b"Hello from unguarded_reload\n"


async def app(scope, receive, send):
    """Answer every request with the greeting."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(GREETING)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": GREETING})


port = int(os.environ.get("PORT", "8000"))
print(f"Serving on http://127.0.0.1:{port}", flush=True)
uvicorn.run("unguarded_reload:app", host="127.0.0.1", port=port, reload=True)
