"""Results that still hold when nothing has changed of what they were made of, kept from one run to the next.

A result is made of the texts of some files, and of where the search for modules found them.  The first are known by
their digests; for the second, every folder that was searched is compared with what it held.
"""

from __future__ import annotations

import json
import logging
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mainguard.project.cache_folder import read_entry, write_entry
from mainguard.project.dependents import dependent_on_names
from mainguard.project.finder import Listing, list_folder
from mainguard.project.stamps import Content, Stamp, read_content, stamp_of

_FORMAT = 1
_QUICK_COMPRESSION = 1
_MOST_BYTES = 1 << 28
"""Nobody has to wait for the unpacking of what somebody else put there."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Result:
    context: str
    """What else it depends on, in one word: settings, environment, where modules are searched."""
    made_of: int
    """The files: bit ``n`` stands for the file ``n``."""
    value: Any


class ResultCache:
    """Results by file; a result is anything that JSON can say."""

    def __init__(self, file: Path, identity: str) -> None:
        """``identity`` stands for all that no file and no setting says: mainguard itself and its grammar.

        Raises nothing: what cannot be read is not there.
        """
        self._file = file
        self._identity = identity
        self._results: dict[str, _Result] = {}
        self._files: list[tuple[str, Content | None]] = []
        self._numbers: dict[str, int] = {}
        """The file's newest entry in ``_files``."""
        self._folders: dict[str, Listing] = {}
        self._fresh = 0
        """The files that are known to be as they were, as bits."""
        self._stale = 0
        self._has_news = False
        try:
            self._load()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error) as error:
            _log.debug("the cache %s is not used: %s", file, error)
            self._results, self._files, self._numbers, self._folders = {}, [], {}, {}
            self._fresh = self._stale = 0

    def result(self, key: str, context: str) -> Any | None:
        """The result of the file called ``key``; ``None`` when there is none that is known to hold."""
        result = self._results.get(key)
        if result is None or result.context != context:
            return None
        for number in _bits(result.made_of & ~self._fresh & ~self._stale):
            self._look_at(number)
        return None if result.made_of & self._stale else result.value

    def keep(self, key: str, context: str, made_of: Mapping[str, Content | None], value: Any) -> None:
        """Remember the result of the file called ``key``, which is one of those that it is ``made_of``."""
        bits = 0
        for path, content in made_of.items():
            bits |= 1 << self._number(path, content)
        self._results[key] = _Result(context, bits, value)
        self._has_news = True

    def forget(self, key: str) -> None:
        """Drop the result of a file."""
        self._has_news |= self._results.pop(key, None) is not None

    def save(self, listings: Mapping[str, Listing]) -> None:
        """Write everything that may still hold; ``listings`` are the folders that were searched in this run."""
        if not self._has_news:
            return
        self._drop_what_cannot_hold()
        content = {
            "format": _FORMAT,
            "identity": self._identity,
            "folders": {
                folder: [listing.changed_ns if listing.is_settled else None, sorted(_modules_in(listing))]
                for folder, listing in {**listings, **self._folders}.items()
            },
            "files": [[path, _as_json(content)] for path, content in self._files],
            "results": {
                key: [result.context, f"{result.made_of:x}", result.value] for key, result in self._results.items()
            },
        }
        packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode(), _QUICK_COMPRESSION)
        try:
            write_entry(self._file, packed)
        except OSError as error:
            _log.debug("the cache %s cannot be written: %s", self._file, error)

    def _drop_what_cannot_hold(self) -> None:
        """Drop results that are stale or of files that are gone, and when much is left over, the files of none."""
        self._results = {
            key: result
            for key, result in self._results.items()
            if not result.made_of & self._stale and os.path.exists(key)
        }
        used = 0
        for result in self._results.values():
            used |= result.made_of
        numbers = list(_bits(used))
        if 2 * len(numbers) >= len(self._files):
            return
        renumbered = {old: new for new, old in enumerate(numbers)}
        self._files = [self._files[number] for number in numbers]
        self._results = {
            key: replace(result, made_of=sum(1 << renumbered[number] for number in _bits(result.made_of)))
            for key, result in self._results.items()
        }

    def _load(self) -> None:
        packed = read_entry(self._file)
        if packed is None:
            return
        content = json.loads(zlib.decompressobj().decompress(packed, _MOST_BYTES))
        if (content["format"], content["identity"]) != (_FORMAT, self._identity):
            return
        self._files = [(str(path), _content(one)) for path, one in content["files"]]
        self._numbers = {path: number for number, (path, _) in enumerate(self._files)}
        self._results = {key: _result(one) for key, one in content["results"].items()}
        self._compare_folders(content["folders"])

    def _compare_folders(self, before: Mapping[str, Any]) -> None:
        """Find out which modules came or went, and make stale what may depend on them."""
        came_or_went: set[str] = set()
        for folder, (changed_ns, names) in before.items():
            now = _unchanged(folder, changed_ns, names) or list_folder(folder)
            self._folders[folder] = now
            self._has_news |= now.changed_ns != changed_ns
            came_or_went |= {_module_file(folder, name) for name in _modules_in(now) ^ frozenset(names)}
        if came_or_went:
            for path in dependent_on_names(came_or_went, self._numbers):
                self._stale |= 1 << self._numbers[path]
            self._has_news = True

    def _look_at(self, number: int) -> None:
        """Find out whether a file is as it was."""
        path, before = self._files[number]
        if before is not None and before.is_settled and stamp_of(path) == before.stamp:
            self._fresh |= 1 << number
            return
        now = read_content(path)
        self._has_news = True
        if (now and now.digest) == (before and before.digest):
            self._files[number] = (path, now)
            self._fresh |= 1 << number
        else:
            self._stale |= 1 << number

    def _number(self, path: str, content: Content | None) -> int:
        """The number of a file with this content; results that were made of another are stale."""
        number = self._numbers.get(path)
        if number is not None and not self._stale >> number & 1:
            before = self._files[number][1]
            if (before and before.digest) == (content and content.digest):
                return number
            self._stale |= 1 << number
        self._numbers[path] = len(self._files)
        self._files.append((path, content))
        self._fresh |= 1 << self._numbers[path]
        return self._numbers[path]


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _modules_in(listing: Listing) -> frozenset[str]:
    """The names that can be those of modules and packages."""
    return frozenset(
        name for name in listing.names if name.endswith(".py") or (name.isidentifier() and name != "__pycache__")
    )


def _module_file(folder: str, name: str) -> str:
    return os.path.join(folder, name) if name.endswith(".py") else os.path.join(folder, name, "__init__.py")


def _unchanged(folder: str, changed_ns: int | None, names: list[str]) -> Listing | None:
    """The listing that was kept, if it is still right."""
    try:
        is_right = changed_ns is not None and os.stat(folder).st_mtime_ns == changed_ns
    except OSError:
        return None
    return Listing(changed_ns, frozenset(names), is_settled=True) if is_right else None


def _as_json(content: Content | None) -> list[object] | None:
    if content is None:
        return None
    return [content.stamp.mtime_ns, content.stamp.size, content.digest, content.is_settled]


def _content(one: Any) -> Content | None:
    if one is None:
        return None
    mtime_ns, size, digest, is_settled = one
    return Content(Stamp(int(mtime_ns), int(size)), str(digest), is_settled=bool(is_settled))


def _result(one: Any) -> _Result:
    context, made_of, value = one
    return _Result(str(context), int(made_of, 16), value)
