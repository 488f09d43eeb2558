from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from harness.project import MemoryProject, module_of
from harness.traces import context_of, start_at
from mainguard.engine import check as check_module
from mainguard.engine.check import check, fixes_for, report
from mainguard.engine.settings import Settings
from mainguard.fixes.fix import Fix
from mainguard.replay.trace import Certainty, Trace
from mainguard.replay.world import Target
from mainguard.rules.rule import Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.syntax import syntax_error

UNGUARDED = 'import uvicorn\n\nuvicorn.run("other:app", reload=True)\n'


def failing(*_: object) -> Iterator[Diagnostic]:
    raise RecursionError("deep")


def failing_fixes(*_: object) -> Iterator[Fix]:
    raise ValueError("no fix")


BROKEN = Rule(
    name="broken",
    code="MG999",
    family="test",
    summary="detects nothing",
    severity=Severity.ERROR,
    fix=FixAvailability.NEVER,
    since="0.1.0",
    check=failing,
    fixes=failing_fixes,
)


def use_rules(monkeypatch: pytest.MonkeyPatch, *rules: Rule) -> None:
    monkeypatch.setattr(check_module, "selected_rules", lambda settings: rules)  # noqa: ARG005 -- its signature


def test_findings_come_in_order_of_their_places() -> None:
    text = f'{UNGUARDED}if __name__ == "__main_":\n    pass\nuvicorn.run("other:app", workers=2)\n'

    found = check(module_of(text), Settings()).diagnostics

    assert [one.code for one in found] == ["MG101", "MG301", "MG101"]
    assert [one.span.start for one in found] == sorted(one.span.start for one in found)


def test_a_certain_finding_has_the_severity_of_its_rule_and_a_possible_one_is_a_warning() -> None:
    text = "certain.start()\npossible.start()\n"
    certain = start_at(text, "certain.start")
    possible = start_at(text, "possible.start", assumptions=("settings.on",))

    found = report(context_of(text, certain, possible), Settings()).diagnostics

    assert [(one.severity, one.certainty) for one in found] == [
        (Severity.ERROR, Certainty.CERTAIN),
        (Severity.WARNING, Certainty.POSSIBLE),
    ]
    assert "if `settings.on` is true" in found[1].message
    assert "settings" not in found[0].message


def test_a_finding_carries_its_api_start_method_and_chain() -> None:
    (finding,) = check(module_of(UNGUARDED), Settings()).diagnostics

    assert (finding.api, finding.start_method) == ("uvicorn.run", "spawn")
    assert [site.name for site in finding.chain] == ["uvicorn.run"]


def test_syntax_errors_are_kept_apart_from_findings() -> None:
    checked = check(module_of(f"{UNGUARDED}\nvalue = (\n"), Settings())

    assert [one.code for one in checked.diagnostics] == ["MG101"]
    assert [one.code for one in checked.syntax_errors] == ["MG001"]


def test_the_targets_are_all_platforms_with_all_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Target, ...]] = []

    def replay(*arguments: object) -> Trace:
        seen.append(arguments[3])  # type: ignore[arg-type]  # the targets
        return Trace("main.py", (), (), ())

    monkeypatch.setattr(check_module, "replay", replay)
    check(module_of(""), Settings(platforms=("linux", "win32"), admitted_versions=((3, 12), (3, 13))))
    context = check(module_of(""), Settings(platforms=("darwin",), target_python="3.11")).context

    assert [[str(target) for target in targets] for targets in seen] == [
        ["linux 3.12", "linux 3.13", "win32 3.12", "win32 3.13"],
        ["darwin 3.11"],
    ]
    assert context.target_versions == ((3, 11),)


def test_modules_of_the_project_are_looked_into() -> None:
    project = MemoryProject({"main.py": "from helpers import main\nmain()\n", "helpers.py": HELPERS})

    alone = check(project.module("main.py"), Settings())
    together = check(project.module("main.py"), Settings(), project)

    assert alone.diagnostics == ()
    assert [one.code for one in together.diagnostics] == ["MG101"]


HELPERS = 'import uvicorn\n\ndef main():\n    uvicorn.run("app:app", reload=True)\n'


def test_a_rule_that_fails_is_logged_and_the_others_still_report(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MAINGUARD_STRICT", "0")
    use_rules(monkeypatch, BROKEN, syntax_error.RULE)

    with caplog.at_level(logging.ERROR):
        checked = check(module_of("value = (\n"), Settings())

    assert len(checked.syntax_errors) == 1
    assert "mainguard failed: rule broken on main.py" in caplog.text
    assert "RecursionError: deep" in caplog.text


def test_a_rule_that_fails_raises_in_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    use_rules(monkeypatch, BROKEN)

    with pytest.raises(RecursionError):
        check(module_of(""), Settings())


def test_a_replay_that_fails_leaves_the_rules_that_read_the_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MAINGUARD_STRICT", "0")
    monkeypatch.setattr(check_module, "replay", failing)

    checked = check(module_of(f'{UNGUARDED}if __name__ == "__main_":\n    pass\n'), Settings())

    assert [one.code for one in checked.diagnostics] == ["MG301"]
    assert "mainguard failed: replay of main.py" in caplog.text


def test_fixes_that_fail_are_none(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("MAINGUARD_STRICT", "0")
    monkeypatch.setattr(check_module, "rule_named", lambda name: BROKEN)  # noqa: ARG005 -- its signature
    checked = check(module_of(UNGUARDED), Settings())

    assert fixes_for(checked, checked.diagnostics[0]) == ()
    assert "mainguard failed: fixes of broken" in caplog.text


def test_a_finding_of_an_unknown_rule_has_no_fixes() -> None:
    checked = check(module_of(UNGUARDED), Settings())
    stranger = Diagnostic("stranger", "XX1", Severity.ERROR, checked.diagnostics[0].span, "Strange")

    assert fixes_for(checked, stranger) == ()


def test_one_start_is_reported_once_though_the_trace_has_it_twice() -> None:
    text = "process.start()\n"
    possible = start_at(text, "process.start", assumptions=("on",))
    certain = start_at(text, "process.start")

    (finding,) = report(context_of(text, possible, certain), Settings()).diagnostics

    assert finding.certainty is Certainty.CERTAIN
