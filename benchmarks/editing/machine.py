"""What processes take, read off ``/proc``; the environment that servers run in."""

from __future__ import annotations

import os
from pathlib import Path

_INHERITED_NOT = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONHOME", "MAINGUARD_STRICT"}
KIB = 1024


def environment(project: Path | None, cache: Path) -> dict[str, str]:
    """The variables of a server: the environment ``project`` active, nothing cached but in ``cache``."""
    inherited = {name: value for name, value in os.environ.items() if name not in _INHERITED_NOT | {"VIRTUAL_ENV"}}
    active = {"VIRTUAL_ENV": str(project)} if project else {}
    return inherited | active | {"XDG_CACHE_HOME": str(cache)}


def resident_mib(root: int) -> float:
    """What the process and its descendants have in memory now; 0 where there is no ``/proc``."""
    return sum(_resident_kib(pid) for pid in _tree(root)) / KIB


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    members = [root]
    for member in members:
        members.extend(children.get(member, ()))
    return members


def _resident_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
