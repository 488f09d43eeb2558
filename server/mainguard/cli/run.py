"""One run of ``mainguard check``: its files read, checked, written and reported."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TextIO

import click

from mainguard.cli import summary
from mainguard.cli.checker import Checked, Checker
from mainguard.cli.checking import Fixing, Outcome, Rewritten, check_content
from mainguard.cli.exit_code import ExitCode
from mainguard.cli.finding import Finding
from mainguard.cli.formats import concise, json_array
from mainguard.cli.kept_findings import KeptFindings
from mainguard.cli.overrides import overriding
from mainguard.cli.processes import check_in_processes, number_of_processes
from mainguard.cli.progress import with_progress
from mainguard.cli.projects import Projects
from mainguard.cli.rewriting import encoded_diff, rewrite, unified_diff
from mainguard.cli.terminal import complain, write_bytes
from mainguard.project.cache_folder import CACHE_FOLDER
from mainguard.project.configuration import find_root, read_configuration
from mainguard.project.files import find_files
from mainguard.project.ignore import is_excluded
from mainguard.project.paths import absolute
from mainguard.rules.rule import Severity

_STDIN = "-"
_UNNAMED = "<stdin>"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """The options of ``mainguard check`` as they were given."""

    paths: tuple[str, ...]
    output_format: str
    is_fix: bool
    unsafe_fixes: bool
    is_diff: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    force_exclude: bool
    stdin_filename: str | None
    target_python: str | None
    platform: str | None
    starts_processes: tuple[str, ...]
    exit_zero: bool
    config: Path | None
    python: str | None
    timings: bool
    no_cache: bool
    cache_dir: Path | None
    jobs: int | None

    @property
    def deciding(self) -> tuple[object, ...]:
        """The options that what is found depends on."""
        rules = (self.select, self.ignore)
        return (*rules, self.target_python, self.platform, self.python, self.starts_processes, self.config)

    @property
    def is_stdin(self) -> bool:
        """Whether stdin is what is checked."""
        return self.paths == (_STDIN,)

    @property
    def fixing(self) -> Fixing:
        """Which fixes to make, to write them or to show them."""
        if not (self.is_fix or self.is_diff):
            return Fixing.NONE
        return Fixing.ALL if self.unsafe_fixes else Fixing.SAFE

    @property
    def is_writing(self) -> bool:
        """Whether fixed text takes the place of what was checked."""
        return self.is_fix and not self.is_diff

    def refuse_contradictions(self) -> None:
        """Raise ``click.UsageError`` for options that do not go together."""
        if "" in self.paths:
            raise click.UsageError("a PATH is empty")
        if _STDIN in self.paths and not self.is_stdin:
            raise click.UsageError("`-` goes with no other PATH")
        if self.stdin_filename is not None and not self.is_stdin:
            raise click.UsageError("--stdin-filename goes with the PATH `-`")


def projects_of(request: Request) -> Projects:
    """The projects of files under the options of ``request``.  Raises ``SettingsError``."""
    override = overriding(
        request.select,
        request.ignore,
        request.target_python,
        request.platform,
        request.python,
        request.starts_processes,
    )
    return Projects(override, os.environ, read_configuration(request.config) if request.config else None)


@dataclass
class Run:
    """A run and what it came to so far."""

    request: Request
    projects: Projects
    findings: list[Finding] = field(default_factory=list)
    rewritten: dict[Path, Rewritten] = field(default_factory=dict)
    checked: int = 0
    """How many files were looked at to the end."""
    seconds: dict[Path, float] = field(default_factory=dict)
    """What each file took."""
    has_failed: bool = False

    def check_files(self) -> int:
        """Check what the paths mean and return the exit code.  Raises ``SettingsError``."""
        found = find_files([Path(path) for path in self.request.paths or (".",)], self.projects.configuration_of)
        for path in found.missing:
            self._fail(f"{path} does not exist")
        for folder in found.without_python:
            complain(f"No Python files found under {folder}")
        for error in found.unreadable:
            self._fail(f"{error.filename} cannot be read: {error.strerror}")
        paths = [path for path in found.files if not self._is_left_out(path)]
        if self.request.fixing is Fixing.NONE:
            self._check(paths)
        else:
            for path in with_progress(paths, len(paths), sys.stderr):
                self._fix_file(path)
        self._print_results(sys.stdout)
        self._print_summary(sys.stderr if self.request.is_diff else sys.stdout)
        return self._exit_code()

    def check_stdin(self) -> int:
        """Check what comes on stdin and return the exit code.  Raises ``SettingsError``."""
        path = Path(self.request.stdin_filename or _UNNAMED)
        content = sys.stdin.buffer.read()
        outcome = None
        if not self._is_left_out(path):
            outcome = self._outcome(path, content, self.request.fixing)
            self._take(path, outcome)
        stream = sys.stdout
        if self.request.is_writing:
            # Whoever puts our stdout in the place of the text must get the text, whatever happened.
            write_bytes(outcome.rewritten.content if outcome and outcome.rewritten else content)
            stream = sys.stderr
        self._print_results(stream)
        self._print_summary(sys.stderr if self.request.is_diff else stream)
        return self._exit_code()

    def _is_left_out(self, path: Path) -> bool:
        """Whether a named file is excluded and that counts."""
        if not self.request.force_exclude:
            return False
        configuration = self.projects.configuration_of(absolute(path).parent)
        return is_excluded(absolute(path), configuration.settings.exclude, configuration.root)

    def _check(self, paths: Sequence[Path]) -> None:
        """Check what has to be checked, and take what the cache has of the others, in the order of ``paths``."""
        projects = {path: self.projects.of(path) for path in paths}
        cache = self._cache()
        kept = {path: cache.of(path, projects[path]) for path in paths} if cache else {}
        due = [path for path in paths if kept.get(path) is None]
        checked = {one.path: one for one in with_progress(self._check_each(due), len(due), sys.stderr)}
        for path in paths:
            if path in checked:
                self._take_checked(checked[path])
            else:
                self._take(path, Outcome(kept[path] or ()))
        if cache and due:
            for path in due:
                cache.keep(checked[path], projects[path])
            cache.save(set(projects.values()))

    def _check_each(self, paths: Sequence[Path]) -> Iterator[Checked]:
        checker = Checker(self.projects)
        processes = number_of_processes(self.request.jobs, len(paths))
        if processes == 1:
            return map(checker.check, paths)
        return check_in_processes(paths, processes, partial(projects_of, self.request), checker)

    def _cache(self) -> KeptFindings | None:
        if self.request.no_cache:
            return None
        here = Path.cwd()
        folder = self.request.cache_dir
        if folder is None:
            configuration = self.projects.configuration_of(here)
            set_there = configuration.settings.cache_dir
            folder = configuration.root / set_there if set_there else find_root(here) / CACHE_FOLDER
        return KeptFindings(absolute(folder), self.request.deciding)

    def _take_checked(self, checked: Checked) -> None:
        if checked.unreadable is not None:
            self._fail(f"{checked.path} cannot be read: {checked.unreadable}")
            return
        self.seconds[checked.path] = checked.seconds
        self._take(checked.path, checked.outcome)

    def _fix_file(self, path: Path) -> None:
        """What is fixed is what is on the disk now, whatever an earlier run has found."""
        try:
            content = path.read_bytes()
        except OSError as error:
            self._fail(f"{path} cannot be read: {error.strerror}")
            return
        outcome = self._outcome(path, content, self.request.fixing)
        if outcome and outcome.rewritten and self.request.is_writing:
            try:
                rewrite(path, content, outcome.rewritten.content)
            except OSError as error:
                self._fail(f"{path} cannot be written: {error.strerror}")
                outcome = self._outcome(path, content, Fixing.NONE)
        self._take(path, outcome)

    def _outcome(self, path: Path, content: bytes, fixing: Fixing) -> Outcome | None:
        """What came of a file; ``None`` when mainguard failed."""
        project = self.projects.of(path)
        started = time.perf_counter()
        try:
            return check_content(path, content, project, fixing)
        except Exception:  # noqa: BLE001  # logged, and the other files are checked
            _log.exception("%s could not be checked", path)
            return None
        finally:
            self.seconds[path] = time.perf_counter() - started

    def _take(self, path: Path, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        self.checked += 1
        self.findings += outcome.findings
        if outcome.why_not_fixed:
            complain(f"{path} is not fixed: {outcome.why_not_fixed}")
        if outcome.rewritten:
            self.rewritten[path] = outcome.rewritten

    def _fail(self, message: str) -> None:
        self.has_failed = True
        complain(message)

    def _print_results(self, stream: TextIO) -> None:
        if not self.request.is_diff:
            _print_findings(self.findings, self.request.output_format, stream)
            return
        for path, rewritten in self.rewritten.items():
            diff = unified_diff(str(path), rewritten.before, rewritten.after)
            # A terminal shows what its encoding has; whatever else takes the diff wants the bytes of the file.
            encoding = sys.stdout.encoding if sys.stdout.isatty() else rewritten.before.encoding
            write_bytes(encoded_diff(diff, encoding))

    def _print_summary(self, stream: TextIO) -> None:
        if self.request.timings:
            click.echo(summary.timings(self.seconds), err=True)
        if not self.checked or (self.request.output_format == "json" and not self.request.is_diff):
            return
        if self.rewritten:
            count = sum(one.fixed for one in self.rewritten.values())
            text = summary.fixed(count, len(self.rewritten), self.findings, is_dry=self.request.is_diff)
        else:
            text = summary.found(self.findings, self.checked)
        click.echo(text, file=stream)

    def _exit_code(self) -> int:
        if self.has_failed:
            return ExitCode.FAILED
        would_change = self.request.is_diff and self.rewritten
        is_wrong = any(finding.diagnostic.severity is not Severity.INFORMATION for finding in self.findings)
        if (is_wrong or would_change) and not self.request.exit_zero:
            return ExitCode.FINDINGS
        return ExitCode.CLEAN


def _print_findings(findings: Sequence[Finding], output_format: str, stream: TextIO) -> None:
    if output_format == "json":
        click.echo(json_array.render(findings), file=stream)
    elif findings and output_format == "concise":
        click.echo(concise.render(findings), file=stream)
    elif findings:
        # The formats for programs do not pay for rich.
        from mainguard.cli.formats import full  # noqa: PLC0415
        from mainguard.cli.styled import print_unwrapped  # noqa: PLC0415

        print_unwrapped(full.render(findings), stream)
        click.echo(file=stream)
