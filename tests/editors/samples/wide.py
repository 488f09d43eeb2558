"""A page that says hello: `python wide.py` serves it, and serves it anew when this file changes."""

import os

import uvicorn


async def app(scope, receive, send):
    """Answer every request alike."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello"})


port = int(os.environ.get("PORT", "8000"))
print("こんにちは 👋🌍"); uvicorn.run("wide:app", host="127.0.0.1", port=port, reload=True)
