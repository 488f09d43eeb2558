from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.project import module_of
from mainguard.engine import check as engine_check
from mainguard.engine.fixing import MAX_ROUNDS, BrokenFixError, fix_all
from mainguard.engine.settings import Settings
from mainguard.fixes.fix import Fix, Safety
from mainguard.rules.registry import rule_named
from mainguard.rules.rule import Context, Diagnostic, Rule
from mainguard.text.edits import Edit
from mainguard.text.span import Span

FixesFor = Callable[[Context, Diagnostic], tuple[Fix, ...]]


def test_nothing_to_fix_leaves_the_text_alone() -> None:
    fixed = fix_all(module_of("print()\n"), Settings())

    assert (fixed.text, fixed.applied, fixed.remaining) == ("print()\n", (), ())


def test_what_was_fixed_and_what_remains_is_told() -> None:
    text = 'import uvicorn\n\nuvicorn.run("other:app", reload=True)\nif __name__ == "__main_":\n    pass\n'

    fixed = fix_all(module_of(text), Settings())

    assert [one.code for one in fixed.applied] == ["MG101"]
    assert [one.code for one in fixed.remaining] == ["MG301"]
    assert fixed.remaining == fixed.report.diagnostics
    assert fixed.report.context.module.tree.source.text == fixed.text


def test_unsafe_fixes_are_made_on_request_only() -> None:
    text = 'if __name__ == "__main_":\n    pass\n'

    assert fix_all(module_of(text), Settings()).text == text
    assert fix_all(module_of(text), Settings(), unsafe=True).text == text.replace("__main_", "__main__")


def test_refactorings_are_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    refactoring = Fix("Refactor", Safety.SAFE, (Edit(Span(0, 0), "changed"),), kind="refactor")
    use_fixes(monkeypatch, lambda context, finding: (refactoring,))  # noqa: ARG005 -- its signature

    assert fix_all(module_of(MISTYPED), Settings(), unsafe=True).text == MISTYPED


def test_the_encoding_and_the_byte_order_mark_stay() -> None:
    module = module_of('if __name__ == "__main_":\n    pass\n')

    source = fix_all(module, Settings(), unsafe=True).report.context.module.tree.source

    assert (source.encoding, source.has_bom) == (module.tree.source.encoding, module.tree.source.has_bom)


MISTYPED = 'if __name__ == "__main_":\n    pass\n'


def use_fixes(monkeypatch: pytest.MonkeyPatch, fixes: FixesFor) -> None:
    def rule_with_fixes(name: str) -> Rule | None:
        rule = rule_named(name)
        return rule and replace(rule, fixes=lambda context, finding: iter(fixes(context, finding)))

    monkeypatch.setattr(engine_check, "rule_named", rule_with_fixes)


def breaking(context: Context, finding: Diagnostic) -> tuple[Fix, ...]:
    del context
    return (Fix("Break", Safety.SAFE, (Edit(Span(finding.span.end, finding.span.end), "("),)),)


def overlapping(context: Context, finding: Diagnostic) -> tuple[Fix, ...]:
    del context
    return (Fix("Overlap", Safety.SAFE, (Edit(finding.span, "a"), Edit(finding.span, "b"))),)


@pytest.mark.parametrize("fixes", [breaking, overlapping])
def test_a_round_that_would_break_the_file_is_dropped(
    fixes: FixesFor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MAINGUARD_STRICT", "0")
    use_fixes(monkeypatch, fixes)

    with caplog.at_level(logging.ERROR):
        fixed = fix_all(module_of(MISTYPED), Settings())

    assert (fixed.text, fixed.applied) == (MISTYPED, ())
    assert [one.code for one in fixed.remaining] == ["MG301"]
    assert "fixes would break a file" in caplog.text


@pytest.mark.parametrize("fixes", [breaking, overlapping])
def test_a_round_that_would_break_the_file_raises_in_tests(fixes: FixesFor, monkeypatch: pytest.MonkeyPatch) -> None:
    use_fixes(monkeypatch, fixes)

    with pytest.raises(BrokenFixError):
        fix_all(module_of(MISTYPED), Settings())


def test_a_file_that_is_broken_already_can_be_fixed_elsewhere() -> None:
    text = f"{MISTYPED}\nvalue = (\n"

    assert fix_all(module_of(text), Settings(), unsafe=True).text == text.replace("__main_", "__main__")


def test_fixes_that_go_round_in_circles_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def swap(context: Context, finding: Diagnostic) -> tuple[Fix, ...]:
        text = context.module.tree.source.text[finding.span.start : finding.span.end]
        other = '"_main_"' if text == '"__main_"' else '"__main_"'
        return (Fix("Swap", Safety.SAFE, (Edit(finding.span, other),)),)

    use_fixes(monkeypatch, swap)

    assert fix_all(module_of(MISTYPED), Settings()).text == MISTYPED.replace("__main_", "_main_")


def test_fixes_that_never_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def grow(context: Context, finding: Diagnostic) -> tuple[Fix, ...]:
        del context
        return (Fix("Grow", Safety.SAFE, (Edit(Span(finding.span.start, finding.span.start), "f(), "),)),)

    use_fixes(monkeypatch, grow)
    text = 'print(a, "__main_" == __name__)\n'

    fixed = fix_all(module_of(text), Settings())

    assert len(fixed.applied) == MAX_ROUNDS
    assert fixed.text == text.replace('"', "f(), " * MAX_ROUNDS + '"', 1)


def unguarded(count: int) -> str:
    starts = "".join(f"Process(target=print, args=({n},)).start()\n" for n in range(count))
    return f"from multiprocessing import Process\n\n{starts}"


@pytest.mark.parametrize("count", [2, 5, MAX_ROUNDS - 3])
def test_starts_next_to_each_other_end_up_below_one_guard(count: int) -> None:
    fixed = fix_all(module_of(unguarded(count)), Settings())

    assert fixed.text.count("if __name__") == 1
    assert [one.span for one in fixed.remaining] == []


def test_more_starts_than_rounds_are_all_fixed() -> None:
    text = unguarded(3 * MAX_ROUNDS)

    fixed = fix_all(module_of(text), Settings())

    assert fixed.remaining == ()
    assert len(fixed.applied) == 3 * MAX_ROUNDS
    assert statements(fixed.text) == statements(text)


def statements(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if "start" in line]


def test_of_fixes_that_overlap_the_first_is_made() -> None:
    text = (
        "from multiprocessing import Process, parent_process\n\n"
        "if parent_process() is None:\n    Process(target=print).start()\n"
    )

    fixed = fix_all(module_of(text), Settings())

    assert [one.code for one in fixed.applied] == ["MG302"]
    assert fixed.text == text.replace("parent_process() is None", '__name__ == "__main__"')
    assert fixed.remaining == ()
