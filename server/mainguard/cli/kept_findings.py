"""Findings as the cache keeps them."""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

import mainguard
from mainguard.cli.checker import Checked
from mainguard.cli.finding import Finding, Place, spelled_like
from mainguard.cli.projects import Project
from mainguard.project.cache_folder import entry_file
from mainguard.project.finder import Listing
from mainguard.project.paths import absolute
from mainguard.project.result_cache import ResultCache
from mainguard.rules.rule import Diagnostic

_log = logging.getLogger(__name__)


class KeptFindings:
    """The findings of files that have not changed since a run with the same options."""

    def __init__(self, folder: Path, options: Iterable[object]) -> None:
        """``folder`` is the cache's; ``options`` are those that decide what is found."""
        name = hashlib.blake2b(repr(tuple(options)).encode(), digest_size=8).hexdigest()
        self._results = ResultCache(entry_file(folder, name), _identity())

    def of(self, path: Path, project: Project) -> tuple[Finding, ...] | None:
        """The findings of the file at ``path``; ``None`` when it has to be checked."""
        kept = self._results.result(str(absolute(path)), project.context)
        if not kept:
            return None if kept is None else ()
        try:
            return tuple(_respelled(_converter().structure(one, Finding), _reader(path)) for one in kept)
        except Exception as error:  # noqa: BLE001  # whatever is in the file, it is no reason to fail
            _log.debug("what the cache says of %s is not used: %r", path, error)
            return None

    def keep(self, checked: Checked, project: Project) -> None:
        """Remember what came of a file, if the next run would come to the same."""
        key = str(absolute(checked.path))
        if checked.outcome is None or checked.made_of is None:
            self._results.forget(key)
            return
        findings = (_respelled(finding, _absolute) for finding in checked.outcome.findings)
        value = [_converter().unstructure(finding) for finding in findings]
        self._results.keep(key, project.context, checked.made_of, value)

    def save(self, projects: Iterable[Project]) -> None:
        """Write what is remembered; ``projects`` are those that files were checked with."""
        listings: dict[str, Listing] = {}
        for project in projects:
            listings |= project.modules.listings
        self._results.save(listings)


def _respelled(finding: Finding, spelled: Callable[[str], str]) -> Finding:
    """The same with all paths as ``spelled``."""

    def moved(place: Place) -> Place:
        return replace(place, path=spelled(place.path))

    chain = tuple(replace(step, place=moved(step.place)) for step in finding.chain)
    return replace(finding, place=moved(finding.place), chain=chain)


def _absolute(path: str) -> str:
    return str(absolute(Path(path)))


def _reader(path: Path) -> Callable[[str], str]:
    """What spells absolute paths as a finding in ``path`` does."""
    own = str(absolute(path))
    return lambda key: str(path) if key == own else spelled_like(path, key)


@cache
def _converter() -> cattrs.Converter:
    """Everything but what a rule's own fixes read of the trace."""
    converter = cattrs.Converter()
    subject = override(omit=True)
    converter.register_structure_hook(Diagnostic, make_dict_structure_fn(Diagnostic, converter, subject=subject))
    converter.register_unstructure_hook(Diagnostic, make_dict_unstructure_fn(Diagnostic, converter, subject=subject))
    return converter


def _identity() -> str:
    """What stands for mainguard itself, also while it is being changed, and for the grammar that it knows."""
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(Path(mainguard.__file__).parent.rglob("*.py")):
        status = file.stat()
        digest.update(f"{file} {status.st_mtime_ns} {status.st_size}\n".encode())
    return f"{mainguard.__version__} {sys.implementation.cache_tag} {sys.version_info[:4]} {digest.hexdigest()}"
