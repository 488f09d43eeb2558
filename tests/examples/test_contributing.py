"""The fixture that the contributing guide shows is one."""

from __future__ import annotations

import re
from pathlib import Path

from harness.fixture import read_fixture
from harness.running import finding_faults, fix_faults

GUIDE = Path(__file__).parents[2] / "server" / "CONTRIBUTING.md"


def test_the_guides_fixture_passes(tmp_path: Path) -> None:
    found = re.search(r"^````markdown\n(.*?)^````$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found is not None
    fixture = tmp_path / "unguarded-reload.md"
    fixture.write_text(found[1], encoding="utf-8")
    cases = list(read_fixture(fixture))

    assert len(cases) == 1
    assert [fault for case in cases for fault in (*finding_faults(case), *fix_faults(case))] == []
