"""Programs that the tests of the server open."""

from __future__ import annotations

UNGUARDED = """\
import uvicorn


async def app(scope, receive, send): ...


uvicorn.run("main:app", reload=True)
"""
GUARDED = """\
import uvicorn


async def app(scope, receive, send): ...


if __name__ == "__main__":
    uvicorn.run("main:app", reload=True)
"""
FOUND = [("MG101", "uvicorn.run")]

SERVE = """\
import uvicorn


def serve(reload):
    uvicorn.run("elsewhere:app", reload=reload)
"""
"""A module that starts uvicorn on behalf of others."""

CALLS_SERVE = """\
from {module} import serve

serve(reload=True)
"""
