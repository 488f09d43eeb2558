"""What each stage of a check takes, by the size of the file: the first time, and after a character was typed.

    python benchmarks/stages.py [--sizes N ...] [--repeat N]

Milliseconds of processor time, the lowest of some repetitions; everything in this process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from mainguard.engine.check import check, fixes_for, report
from mainguard.engine.settings import Settings
from mainguard.project.modules import ProjectModules
from mainguard.replay.modules import NoResolver
from mainguard.replay.replay import replay
from mainguard.replay.world import Target
from mainguard.rules.rule import Context
from mainguard.syntax.blocks import block_spans
from mainguard.syntax.tree import parse
from mainguard.text.lines import ColumnUnit
from mainguard.text.source import Source
from mainguard.text.span import Span

sys.path.insert(0, str(Path(__file__).parent / "editing"))

from edits import WORKERS, module
from figures import number, table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 500, 2000, 10_000])
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mainguard-") as place:
        columns = [dict(_stages(size, options.repeat, Path(place))) for size in options.sizes]
    rows = ([stage, *(number(column[stage]) for column in columns)] for stage in columns[0])
    print(table(["stage", *(f"{size} lines" for size in options.sizes)], rows))


def _stages(size: int, repeat: int, folder: Path) -> Iterator[tuple[str, float]]:
    source = Source(module(size, WORKERS.block))
    at = source.text.index(WORKERS.after) + len(WORKERS.after)
    place, modules, settings = Span(at, at), ProjectModules([folder]), Settings()
    typed = (source.edited(place, str(number)) for number in count(10))
    targets = tuple(
        Target(platform, version) for platform in settings.platforms for version in settings.target_versions
    )

    def after_typing(stage: Callable[[Source], object]) -> float:
        """The lowest of several texts, none of which was seen before, that differ in what was typed."""
        stage(source)
        return min(_took(partial(stage, next(typed))) for _ in range(repeat))

    def checked(text: Source) -> object:
        return check(modules.main_module(folder / "main.py", text), settings, modules)

    yield "index of lines", _lowest(lambda: Source(source.text).lines, repeat)
    yield "splice the text and its index", _lowest(lambda: source.edited(place, WORKERS.types), repeat)
    yield "split into blocks", _lowest(lambda: list(block_spans(source.text)), repeat)
    yield "split and parse, after typing", after_typing(lambda text: parse(text).blocks)
    text = next(typed)
    main_module = modules.main_module(folder / "main.py", text)
    yield "replay", _lowest(lambda: replay(main_module, modules, NoResolver(), targets), repeat)
    trace = replay(main_module, modules, NoResolver(), targets)
    context = Context(main_module, trace, modules, settings.target_versions)
    yield "rules", _lowest(lambda: report(context, settings), repeat)
    found = report(context, settings)
    spans = [finding.span for finding in found.diagnostics]
    yield (
        "convert positions",
        _lowest(lambda: [text.lines.position(span.start, ColumnUnit.UTF16) for span in spans], repeat),
    )
    yield "fixes", _lowest(lambda: [fixes_for(found, finding) for finding in found.diagnostics], repeat)
    yield "check, after typing", after_typing(checked)


def _lowest(stage: Callable[[], object], repeat: int) -> float:
    return min(_took(stage) for _ in range(repeat))


def _took(stage: Callable[[], object]) -> float:
    started = time.process_time()
    stage()
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
