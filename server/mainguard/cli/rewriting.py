"""Files with new content, and what changes in them."""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mainguard.text.source import Source


class FileChangedError(OSError):
    """Somebody else changed the file since it was read."""


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Put ``after`` in the place of ``before`` at once or not at all, with the file's mode and owner kept.

    Raises ``FileChangedError`` when the file no longer holds ``before``, and ``OSError``.
    """
    # What a link leads to is rewritten; the link stays.
    target = path.resolve()
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        _copy_owner(target, temporary)
        shutil.copymode(target, temporary)
        _refuse_if_changed(target, before)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def unified_diff(path: str, before: Source, after: Source) -> str:
    """The difference in the format of ``diff -u``, empty when there is none."""
    lines = difflib.unified_diff(list(_lines(before)), list(_lines(after)), path, path)
    return "".join(_ended(line) for line in lines)


def encoded_diff(diff: str, encoding: str) -> bytes:
    """A difference with its contents in ``encoding`` and its paths as the system writes them."""
    *paths, content = diff.split("\n", 2) if diff else [""]
    return b"".join(
        [*(os.fsencode(path) + b"\n" for path in paths), content.encode(encoding, "backslashreplace")],
    )


def _refuse_if_changed(path: Path, before: bytes) -> None:
    if path.read_bytes() != before:
        raise FileChangedError(errno.EBUSY, "it was changed while it was checked", str(path))


def _copy_owner(source: Path, target: str) -> None:
    """Where the system lets us: root fixes other people's files, for instance in a container."""
    if hasattr(os, "chown"):
        status = source.stat()
        with contextlib.suppress(OSError):
            os.chown(target, status.st_uid, status.st_gid)


def _lines(source: Source) -> Iterator[str]:
    """The lines with their ends, as the tokenizer splits them; a byte order mark belongs to the first."""
    for line in range(source.lines.line_count):
        text = source.text[source.lines.line_start(line) : source.lines.line_start(line + 1)]
        if text:
            yield f"\ufeff{text}" if source.has_bom and line == 0 else text


def _ended(line: str) -> str:
    if line.endswith("\n"):
        return line
    return f"{line}\n" if line.endswith("\r") else f"{line}\n\\ No newline at end of file\n"
