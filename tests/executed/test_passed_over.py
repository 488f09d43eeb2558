"""What is passed over where many files are checked has no findings for anybody who looks at it by itself."""

from __future__ import annotations

from pathlib import Path

from executed.case import CASES
from mainguard.catalogue.registry import catalogue
from mainguard.engine.check import check
from mainguard.engine.settings import Settings
from mainguard.project.modules import ProjectModules
from mainguard.replay.import_records import ImportRecords
from mainguard.replay.modules import NoResolver
from mainguard.replay.relevance import nothing_to_see
from mainguard.text.source import Source, UndecodableSourceError


def test_what_is_passed_over_has_no_findings() -> None:
    settings = Settings()
    passed_over: list[Path] = []
    for folder in sorted({path.parent for path in CASES.rglob("*.py")}):
        modules, records = ProjectModules([folder]), ImportRecords()
        for path in sorted(folder.glob("*.py")):
            try:
                source = Source.decode(path.read_bytes())
            except UndecodableSourceError:
                continue
            module = modules.main_module(path, source)
            if nothing_to_see(module, modules, NoResolver(), catalogue(), records) is not None:
                passed_over.append(path)
                alone = check(module, settings, modules)
                assert check(module, settings, modules, records=records).diagnostics == alone.diagnostics, path
    assert len(passed_over) > len(list(CASES.rglob("*.py"))) // 20
