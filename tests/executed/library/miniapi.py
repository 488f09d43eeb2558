"""A web framework of one class, so that the shapes read like applications; an installed package to them."""

from __future__ import annotations

import inspect


class MiniAPI:
    """An ASGI application whose handlers return text."""

    def __init__(self):
        self.handlers = {}

    def get(self, path):
        """Register the decorated function, or coroutine function, for GET requests of ``path``."""

        def register(handler):
            self.handlers[path] = handler
            return handler

        return register

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._answer(scope["path"], send)

    async def _live(self, receive, send):
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    async def _answer(self, path, send):
        handler = self.handlers.get(path)
        text = handler() if handler else "not found"
        if inspect.isawaitable(text):
            text = await text
        await send({"type": "http.response.start", "status": 200 if handler else 404, "headers": []})
        await send({"type": "http.response.body", "body": text.encode()})
