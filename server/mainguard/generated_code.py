"""Classes whose methods are not compiled anew in each process.

``dataclasses``, ``attrs`` and ``cattrs`` write methods as text and compile it, and ``typing`` compiles annotations that
are strings: a third of a start.  What each text was compiled to is kept from one start to the next, where Python keeps
the bytecode of this module, under the same conditions, and no less trusted than that.
"""

from __future__ import annotations
import __future__

import contextlib
import importlib
import marshal
import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

_GENERATORS = {"attr._make": "compile", "cattrs.gen": "compile", "dataclasses": "exec", "typing": "compile"}
"""By module, the builtin that it calls with the text: read off attrs 26.1, cattrs 26.2 and CPython 3.10 to 3.13.

Where another version calls something else, nothing is gained.
"""
_IDENTITY = (sys.implementation.cache_tag, sys.hexversion)


@contextlib.contextmanager
def kept_for(what: str) -> Iterator[None]:
    """Has classes that are made meanwhile take their methods from what was kept under the name ``what``.

    For one thread, and no others besides.
    """
    bytecode = __spec__.cached if __spec__ is not None else None
    kept = _Kept(Path(bytecode).with_suffix(f".{what}") if bytecode else None)
    with contextlib.ExitStack() as stack:
        for name, builtin in _GENERATORS.items():
            module = importlib.import_module(name)
            stack.enter_context(_shadowed(module, builtin, kept.function(builtin, _flags_of(module))))
        yield
    kept.write()


@contextlib.contextmanager
def _shadowed(module: ModuleType, builtin: str, function: object) -> Iterator[None]:
    if builtin in vars(module):
        yield
        return
    setattr(module, builtin, function)
    try:
        yield
    finally:
        delattr(module, builtin)


def _flags_of(module: ModuleType) -> int:
    """The features of future versions that ``module`` is written in: what it compiles is, too."""
    features = (each for each in vars(module).values() if isinstance(each, __future__._Feature))  # noqa: SLF001 - of no other name
    return sum(feature.compiler_flag for feature in features)


class _Kept:
    """What texts were compiled to, by their digests."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = _read(file) if file is not None else {}
        self._used: dict[bytes, CodeType] = {}

    def function(self, builtin: str, flags: int) -> object:
        """What stands for a builtin in a module that is compiled with ``flags``."""

        def compiled(source: Any, filename: str, mode: str, *others: Any, **named: Any) -> Any:
            if others or named or not isinstance(source, str):
                return compile(source, filename, mode, *others, **named)
            text = f"{flags}\0{filename}\0{mode}\0{source}".encode("utf-8", "surrogatepass")
            key = blake2b(text, digest_size=16).digest()
            code = self._known.get(key) or compile(source, filename, mode, flags, dont_inherit=True)
            self._used[key] = code
            return code

        def executed(source: Any, *scopes: Any, **named: Any) -> None:
            code = compiled(source, "<string>", "exec") if isinstance(source, str) else source
            exec(code, *scopes, **named)  # noqa: S102 - what dataclasses would

        return {"compile": compiled, "exec": executed}[builtin]

    def write(self) -> None:
        """Keep what was used, where any of it is new and Python would write bytecode, too."""
        if self._file is None or sys.dont_write_bytecode or self._used.keys() <= self._known.keys():
            return
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            beside.write_bytes(marshal.dumps((_IDENTITY, self._used)))
            beside.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()


def _read(file: Path) -> dict[bytes, CodeType]:
    try:
        identity, known = marshal.loads(file.read_bytes())  # noqa: S302 - as trusted as the bytecode beside it
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return known if identity == _IDENTITY else {}
