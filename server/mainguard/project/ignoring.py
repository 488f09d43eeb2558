"""Adds a rule to those that a configuration file ignores, and leaves the rest of the file as it is written."""

from __future__ import annotations

import copy
import re
import sys
from functools import lru_cache
from typing import Any

from mainguard.text.edits import Edit, difference
from mainguard.text.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_KEY = "ignore"
_EDITS_KEPT = 8
"""Editors ask whenever the cursor moves."""
_LONE_NEWLINE = re.compile(r"(?<!\r)\n")


@lru_cache(_EDITS_KEPT)
def ignoring_edit(source: Source, rule: str, *, is_pyproject: bool) -> Edit | None:
    """The smallest edit of a configuration file after which ``rule`` is ignored.

    ``None`` where it is ignored already, and for a file that is not valid or holds something else in that place.
    """
    try:
        settings = tomllib.loads(source.text)
        text = _with_rule(source, rule, is_pyproject=is_pyproject)
        is_right = text is not None and tomllib.loads(text) == _expected(settings, rule, is_pyproject=is_pyproject)
    except (ValueError, TypeError, AttributeError, KeyError):
        # Of TOML that is not valid, and of values that are not tables or lists.
        return None
    return difference(source.text, text) if text is not None and is_right else None


def _with_rule(source: Source, rule: str, *, is_pyproject: bool) -> str | None:
    import tomlkit  # noqa: PLC0415  # takes a while, and is needed only when somebody chooses to ignore a rule

    document = tomlkit.parse(source.text)
    table: Any = document
    if is_pyproject:
        table = document.get("tool", {}).get("mainguard")
        if table is None:
            end = "" if not source.text or source.text.endswith(("\n", "\r")) else source.newline
            blank_line = source.newline if source.text else ""
            new_table = source.newline.join(("[tool.mainguard]", f'{_KEY} = ["{rule}"]', ""))
            return source.text + end + blank_line + new_table
    if _KEY not in table:
        table[_KEY] = [rule]
    elif rule not in table[_KEY]:
        table[_KEY].append(rule)
    else:
        return None
    text = tomlkit.dumps(document)
    has_windows_lines = "\r\n" in source.text and _LONE_NEWLINE.search(source.text) is None
    return _LONE_NEWLINE.sub("\r\n", text) if has_windows_lines else text


def _expected(settings: dict[str, Any], rule: str, *, is_pyproject: bool) -> dict[str, Any]:
    """What the file has to say afterwards."""
    expected = copy.deepcopy(settings)
    table = expected.setdefault("tool", {}).setdefault("mainguard", {}) if is_pyproject else expected
    table[_KEY] = [*table.get(_KEY, ()), rule]
    return expected
