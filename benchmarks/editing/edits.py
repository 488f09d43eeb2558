"""The file that is edited, and what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

_HEADER = '''\
"""A generated web application."""
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel, Field

app = FastAPI(title="generated")
Database = dict[int, dict[str, object]]
DATABASE: Database = {}


def get_database() -> Database:
    return DATABASE


Store = Annotated[Database, Depends(get_database)]
'''

_ROUTE = '''

class Item{i}(BaseModel):
    """Item of kind {i}."""

    name: str = Field(min_length=1, max_length=80)
    price: float = Field(gt=0)
    tags: list[str] = []


@app.put("/kind{i}/{{item_id}}")
async def update_item{i}(
    item_id: int,
    item: Item{i},
    database: Store,
    q: str | None = Query(default=None, max_length=50),
) -> dict[str, object]:
    """Store an item of kind {i} and return its summary."""
    if item_id < 0:
        raise HTTPException(status_code=404, detail="no such item {i}")
    total = item.price * (1 + len(item.tags))
    for tag in item.tags:
        total += len(tag) * {i}
    database[item_id] = {{"name": item.name, "total": total}}
    return {{"item_id": item_id, "q": q, "total": total}}
'''

_FOOTER = """

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=8000)
"""
_PASTED_ROUTES = 8
_PASTED_FROM = 100_000


@dataclass(frozen=True)
class Toggle:
    """A character that makes a finding come when it is typed, and go when it is deleted."""

    block: str
    """The top-level statements in the middle of the file that it is typed in."""
    after: str
    types: str
    finding: str
    """What is found, as a regular expression over code and message."""
    types_on: str
    """What is typed there where each text is to be one that was never there before, over and over."""


_IMPORTING = "def edited(value: int) -> str:\n    import json\n\n    return json.dumps(value)\n"

WORKERS = Toggle('import uvicorn\n\nuvicorn.run("main:app", workers=1)\n', "workers=1", "0", "MG101", "271828")
TYPO = Toggle(_IMPORTING, "return json", "x", "F401|imported but unused", "abcdef")
SYNTAX = Toggle(_IMPORTING, "return json", "(", "yntax", "[({")
ANYTHING = Toggle(_IMPORTING, "return json", "x", "echo", "abcdef")


@dataclass(frozen=True)
class Change:
    """``text`` in place of what is between two offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Edit:
    """A change, what takes it back, and what the server says then of the text with it and without it.

    ``None``: whatever it says about this version is an answer.
    """

    name: str
    do: Change
    undo: Change
    finding: str | None


@dataclass(frozen=True)
class Typing:
    """Text that is typed a character a keystroke, so that no text was ever there before."""

    name: str
    at: int
    characters: str

    def keystrokes(self, count: int) -> Iterator[Change]:
        """One character behind the other, over and over."""
        for number, character in enumerate(islice(cycle(self.characters), count)):
            yield Change(self.at + number, self.at + number, character)

    def taken_back(self, count: int) -> Change:
        """What is left by ``keystrokes`` deleted at once."""
        return Change(self.at, self.at + count, "")


def module(lines: int, middle: str) -> str:
    """About ``lines`` lines of source with ``middle`` halfway through."""
    fixed = sum(part.count("\n") for part in (_HEADER, _FOOTER, middle)) + 2
    count = max(1, round((lines - fixed) / _ROUTE.count("\n")))
    routes = [_ROUTE.format(i=number) for number in range(count)]
    routes.insert(count // 2, f"\n\n{middle}")
    return _HEADER + "".join(routes) + _FOOTER


def edits(text: str, toggle: Toggle, syntax: str | None) -> tuple[Edit, ...]:
    """What is done to ``text``; ``syntax`` is what the server says of a text that does not parse."""
    at = text.index(toggle.after) + len(toggle.after)
    middle = text.index(toggle.block)
    pasted = "".join(_ROUTE.format(i=_PASTED_FROM + number) for number in range(_PASTED_ROUTES))
    return (
        _insertion("finding", at, toggle.types, toggle.finding),
        _insertion("first line", len('"""'), "x", None),
        _insertion("open bracket", middle, "values = (\n\n", syntax),
        _insertion("open string", middle, 'text = """\n\n', syntax),
        _insertion("200 lines", middle, f"{pasted}\n\n", None),
    )


def typings(text: str, toggle: Toggle) -> tuple[Typing, ...]:
    """What is typed into ``text`` that was never there."""
    at = text.index(toggle.after) + len(toggle.after)
    return (
        Typing("new text", at, toggle.types_on),
        Typing("new text elsewhere", text.index("no such item", at), "some more words "),
    )


def _insertion(name: str, at: int, text: str, finding: str | None) -> Edit:
    return Edit(name, Change(at, at, text), Change(at, at + len(text), ""), finding)
