"""How long `mainguard check` takes on a tree of ten thousand files, compared with what reading them takes anyway.

    python benchmarks/check_tree.py [--files N] [--jobs N] [--tree FOLDER] [--linters]

Installs packages of a data-science environment into `.benchmarks/packages` once, takes the first 10,000 Python files of
them, and prints, for one process unless said otherwise:

* reading every byte, and `ast.parse` of the files that can matter: those that mention a package of the catalogue whose
  calls start processes, and those that import such a file of the tree,
* the first run, which finds no cache, its processor time and its peak memory,
* a second run on the unchanged tree, with what the first left in the cache,
* with `--linters`, two other tools that look for less: `.benchmarks/linters` is where they are installed.

Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from linters import LINTERS

from mainguard.catalogue.registry import catalogue

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / ".benchmarks" / "packages"
PACKAGES = (
    *("numpy", "scipy", "pandas", "scikit-learn", "joblib", "dask", "distributed", "matplotlib", "sympy"),
    *("statsmodels", "networkx", "sqlalchemy", "django", "uvicorn", "fastapi", "jupyterlab", "bokeh", "transformers"),
)
FILES = 10_000
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=FILES, help="how many files to take")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes check")
    parser.add_argument("--tree", type=Path, help="where to take them from, instead of installing some")
    parser.add_argument("--linters", action="store_true", help="measure other tools, too")
    parser.add_argument("--parse", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.parse or options.read:
        _take_each((Path(line) for line in sys.stdin.read().splitlines()), is_parsed=options.parse)
        return
    with tempfile.TemporaryDirectory(prefix="mainguard-") as place:
        tree = Path(place) / "tree"
        files = _copied(options.tree or _installed(), tree, options.files)
        lines = _measured(tree, files, options.jobs, Path(place) / "cache")
        for line in chain(lines, _others(tree, options.jobs) if options.linters else ()):
            print(line, flush=True)


def _measured(tree: Path, files: Sequence[Path], jobs: int, cache: Path) -> Iterator[str]:
    """The lines of the table."""
    size = sum(file.stat().st_size for file in files)
    yield f"{len(files)} files, {size / MEGABYTE:.0f} MB, {jobs} process{'es' * (jobs > 1)}"
    relevant = relevant_files(tree, files)
    bare = _cost([sys.executable, __file__, "--parse"], tree, "")
    read = _cost([sys.executable, __file__, "--read"], tree, "\n".join(map(str, files)))
    yield f"reading every byte: {read.cpu_s - bare.cpu_s:.2f} s"
    parse = _cost([sys.executable, __file__, "--parse"], tree, "\n".join(map(str, relevant)))
    parse_s = parse.cpu_s - bare.cpu_s
    yield f"ast.parse of {len(relevant)} files that can matter: {parse_s:.2f} s"
    check = [sys.executable, "-m", "mainguard", "check", "--exit-zero", "--output-format", "concise"]
    check += ["--jobs", str(jobs), "--cache-dir", str(cache)]
    first = _cost(check, tree)
    yield f"first run:  {_written(first)}, {first.cpu_s / parse_s:.2f} times ast.parse"
    second = _cost(check, tree)
    yield f"second run: {_written(second)}, {second.wall_s / first.wall_s:.3f} of the first"
    packed = sum(file.stat().st_size for file in cache.iterdir())
    yield f"cache: {packed / MEGABYTE:.1f} MB"


def _others(tree: Path, jobs: int) -> Iterator[str]:
    """The lines of the other tools."""
    for linter in LINTERS:
        command, variables = linter.command(jobs)
        yield f"{linter.name}: {_written(_cost(command, tree, variables=variables))}"


def relevant_files(tree: Path, files: Iterable[Path]) -> list[Path]:
    """The files that mention a package whose calls start processes, and those that import such a file of the tree."""
    packages = {name.partition(".")[0] for name, api in catalogue().by_name.items() if api.starts or api.sends}
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(packages))})\b".encode())
    contents = {file: file.read_bytes() for file in files}
    by_name = {_module_name(tree, file): file for file in contents}
    mentioning = {file for file, content in contents.items() if pattern.search(content)}
    importing = (
        file
        for file, content in contents.items()
        if file not in mentioning and any(by_name.get(name) in mentioning for name in _imported(tree, file, content))
    )
    return sorted(mentioning.union(importing))


def _imported(tree: Path, file: Path, content: bytes) -> Iterator[str]:
    """The dotted names of all modules that the file imports, and of what it imports from them."""
    package = _module_name(tree, file.parent / "__init__.py").split(".")
    try:
        module = ast.parse(content)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=base, names=names, level=level):
                above = package[: len(package) - level + 1] if level else []
                whole = ".".join([*above, *([base] if base else [])])
                yield whole
                yield from (f"{whole}.{alias.name}" for alias in names)


def _module_name(tree: Path, file: Path) -> str:
    parts = file.relative_to(tree).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _take_each(files: Iterable[Path], *, is_parsed: bool) -> None:
    warnings.simplefilter("ignore")
    for file in files:
        content = file.read_bytes()
        if is_parsed:
            with contextlib.suppress(SyntaxError, ValueError):
                ast.parse(content)


def _cost(
    command: Sequence[str], tree: Path, stdin: str = "", variables: Mapping[str, str] = MappingProxyType({})
) -> Cost:
    """What ``command`` takes in ``tree``, with the processes that it starts; the peak is that of the largest."""
    with tempfile.TemporaryFile() as given:
        given.write(stdin.encode())
        given.seek(0)
        started = time.perf_counter()
        environ = {**os.environ, **variables}
        with subprocess.Popen(command, cwd=tree, stdin=given, stdout=subprocess.DEVNULL, env=environ) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def _written(cost: Cost) -> str:
    return f"{cost.wall_s:.2f} s, {cost.cpu_s:.2f} s of processor time, {cost.peak_bytes / MEGABYTE:.0f} MB"


def _copied(source: Path, tree: Path, wanted: int) -> list[Path]:
    """The first ``wanted`` Python files of ``source``, in ``tree``, with what pip has written down of them."""
    found = sorted(source.rglob("*.py"))[:wanted]
    copies = {file: tree / file.relative_to(source) for file in (*found, *source.glob("*.dist-info/RECORD"))}
    for file, copy in copies.items():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    return [copies[file] for file in found]


def _installed() -> Path:
    """The packages, installed by pip where they are not yet."""
    if not KEPT.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(KEPT), *PACKAGES]
        subprocess.run(pip, check=True)
    return KEPT


if __name__ == "__main__":
    main()
