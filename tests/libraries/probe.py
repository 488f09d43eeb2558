"""Says what of the entries' claims is not so in the installed library; run by an interpreter that has the library.

Reads a JSON list of claims on standard input and writes the objections to it on standard output.
"""

from __future__ import annotations

import importlib
import inspect
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout


def main() -> None:
    claims = json.load(sys.stdin)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        objections = [objection for claim in claims for objection in examine(claim)]
    json.dump(objections, sys.stdout)


def examine(claim: dict) -> list[str]:
    """What is not so: a name that does not exist, a parameter that is elsewhere or nowhere."""
    candidates = [found[0] for name in claim["names"] if (found := resolved(name))]
    if not candidates:
        return [f"{claim['names'][0]} does not exist"]
    aliases = {name: resolved(name) for name in claim["aliases"]}
    objections = [f"{name} does not exist" for name, found in aliases.items() if found is None]
    for name in claim["imports"]:
        module, _, attribute = name.rpartition(".")
        if not hasattr(importlib.import_module(module), attribute):
            objections.append(f"from {module} import {attribute} fails")
    candidates += [found[0] for found in aliases.values() if found is not None]
    each_mismatches = [mismatches(callee, claim) for callee in candidates]
    if all(each_mismatches):
        objections += [f"{claim['names'][0]}: {text}" for text in each_mismatches[0]]
    return objections


def resolved(name: str) -> tuple[object] | None:
    """What the dotted name leads to, by attributes as far as there are any, else by imports."""
    parts = name.split(".")
    root = imported(parts[0])
    found = followed(root, parts[1:]) if root is not None else None
    for length in range(len(parts) - 1, 1, -1):
        if found is None:
            # An attribute may hide the module of the same name.
            module = imported(".".join(parts[:length]))
            found = followed(module, parts[length:]) if module is not None else None
    return found


def imported(name: str) -> object | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def followed(owner: object, attributes: list[str]) -> tuple[object] | None:
    """The attribute of the attribute …, in a subclass where a class has none: a context's ``Process``."""
    for name in attributes:
        owners = [owner, *(owner.__subclasses__() if isinstance(owner, type) else ())]
        having = next((each for each in owners if hasattr(each, name)), None)
        if having is None:
            return None
        owner = getattr(having, name)
    return (owner,)


def mismatches(callee: object, claim: dict) -> list[str]:
    try:
        signature = inspect.signature(callee)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        # It is written in C and does not tell.
        return []
    declared = list(signature.parameters.values())
    positional = [each.name for each in declared if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    if "." in getattr(callee, "__qualname__", "") and positional[:1] == ["self"]:
        positional = positional[1:]
    kinds = {each.kind for each in declared}
    claimed = claim["parameters"]
    known = claimed[: len(positional)]
    objections = []
    if positional[: len(known)] != known:
        objections.append(f"its positional parameters are {positional}, not {claimed}")
    elif len(claimed) > len(positional) and inspect.Parameter.VAR_POSITIONAL not in kinds:
        objections.append(f"it has no positional parameters {claimed[len(positional) :]}")
    names = {each.name for each in declared}
    if inspect.Parameter.VAR_KEYWORD not in kinds:
        objections += [f"it has no parameter {name}" for name in claim["keywords"] if name not in names]
    return objections


if __name__ == "__main__":
    main()
