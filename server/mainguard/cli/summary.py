"""The last line of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mainguard.cli.finding import Finding
from mainguard.fixes.fix import Safety

_SLOWEST = 10


def found(findings: Sequence[Finding], files: int) -> str:
    """What was found in ``files`` checked files, and how much of it ``--fix`` can take away."""
    if not findings:
        return f"No problems found in {_count(files, 'file')}"
    safety = [finding.fix.safety for finding in findings if finding.fix]
    safe, unsafe = safety.count(Safety.SAFE), safety.count(Safety.UNSAFE)
    parts = [f"Found {_count(len(findings), 'problem')} in {_count(_files_of(findings), 'file')}"]
    if safe:
        parts.append(f"{safe} fixable with --fix")
    if unsafe:
        parts.append(f"{unsafe} {'more ' if safe else ''}fixable with --fix --unsafe-fixes")
    return "; ".join(parts)


def fixed(count: int, files: int, remaining: Sequence[Finding], *, is_dry: bool) -> str:
    """What was fixed in ``files`` files, or would be when ``is_dry``, and what remains."""
    done = f"{'Would fix' if is_dry else 'Fixed'} {_count(count, 'problem')} in {_count(files, 'file')}"
    if not remaining:
        return done
    verb = "would remain" if is_dry else "remains" if len(remaining) == 1 else "remain"
    return f"{done}; {len(remaining)} {verb}"


def timings(seconds: Mapping[Path, float]) -> str:
    """What checking took altogether, and the files that took longest."""
    slowest = sorted(seconds, key=lambda path: seconds[path], reverse=True)[:_SLOWEST]
    total = f"{sum(seconds.values()):9.3f} s for {_count(len(seconds), 'file')}"
    return "\n".join([total, *(f"{seconds[path]:9.3f} s for {path}" for path in slowest)])


def _files_of(findings: Sequence[Finding]) -> int:
    return len({finding.place.path for finding in findings})


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
