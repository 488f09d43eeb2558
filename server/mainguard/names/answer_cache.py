"""Answers that outlive the process, by environment and by the stamps of the files that they come from.

They are names and nothing else: what is in the file can make mainguard take one function for another, and not make it
run anything.  A file that cannot be read, or does not hold what it should, is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mainguard.names.jedi_process import Answer

_log = logging.getLogger(__name__)

_Stamps = Mapping[str, Sequence[int] | None]
"""Modification time in nanoseconds and size of each file, ``None`` for one that is not there."""


class AnswerCache:
    """The file with the answers about one environment; two processes may use it at once, since it is only replaced."""

    def __init__(self, folder: Path, environment_paths: Sequence[Path], depends_on: Sequence[Path]) -> None:
        """``depends_on``: the files of the program that answers, whatever it is asked."""
        self._paths = tuple(environment_paths)
        self._depends_on = tuple(str(path) for path in depends_on)
        identity = json.dumps([sys.version, *map(str, self._paths), *self._depends_on])
        self._file = folder / f"{hashlib.blake2b(identity.encode('utf-8', 'replace'), digest_size=16).hexdigest()}.json"

    def load(self) -> dict[str, str]:
        """The public name of each dotted name whose files are as they were when it was asked."""
        return {question: canonical for question, canonical, _ in self._valid()}

    def add(self, answers: Mapping[str, Answer]) -> None:
        """Keep ``answers`` beside those that are there and still hold."""
        kept = {question: [canonical, stamps] for question, canonical, stamps in self._valid()}
        for question, answer in answers.items():
            if answer.files is not None:
                kept[question] = [answer.canonical, _stamps(self._files_behind(question, answer))]
        with contextlib.suppress(OSError):
            self._write({"common": _stamps(self._common()), "answers": kept})

    def _valid(self) -> Iterator[tuple[str, str, _Stamps]]:
        try:
            content = json.loads(self._file.read_bytes())
        except OSError:
            return
        except ValueError as error:
            _log.debug("%s is not read: %s", self._file, error)
            return
        match content:
            case {"common": dict(common), "answers": dict(answers)} if common == _stamps(self._common()):
                present: dict[str, Any] = {}
                for question, answer in answers.items():
                    match answer:
                        case [str(canonical), dict(stamps)]:
                            present |= _stamps(stamps.keys() - present.keys())
                            if all(present[file] == stamp for file, stamp in stamps.items()):
                                yield question, canonical, stamps

    def _common(self) -> Iterator[str]:
        """What all answers depend on: the program, and which packages are installed."""
        yield from self._depends_on
        yield from map(str, self._paths)

    def _files_behind(self, question: str, answer: Answer) -> Iterator[str]:
        """The files that were found, and where packages say what they offer: first of all that of the question."""
        top_level = question.partition(".")[0]
        for path in self._paths:
            yield from (str(path / f"{top_level}.py"), str(path / top_level), str(path / top_level / "__init__.py"))
        for file in answer.files or ():
            yield file
            yield str(Path(file).with_name("__init__.py"))

    def _write(self, content: object) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file)
            Path(name).replace(self._file)
        except BaseException:
            Path(name).unlink()
            raise


def _stamps(files: Iterable[str]) -> dict[str, list[int] | None]:
    return {file: _stamp(file) for file in files}


def _stamp(file: str) -> list[int] | None:
    try:
        status = Path(file).stat()
    except (OSError, ValueError):
        return None
    return [status.st_mtime_ns, status.st_size]
