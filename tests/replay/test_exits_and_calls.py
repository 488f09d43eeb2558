"""Children that stop before their work, and the calls that rules look at."""

from __future__ import annotations

import pytest

from harness.replaying import RELOAD, traced
from mainguard.replay.trace import Argument, Literal, ObjectNamed, Text, Unclear

KILLS = ("sys.exit(0)", 'raise SystemExit("no")', "quit()", 'raise ImportError("run me")')


@pytest.mark.parametrize("kill", KILLS)
def test_a_guard_that_kills_the_child_is_an_exit(kill: str) -> None:
    text = f'import sys, uvicorn\nif __name__ != "__main__":\n    {kill}\n{RELOAD}\n'
    trace = traced(text)

    assert trace.starts == ()
    (exit_,) = trace.exits
    assert exit_.what == kill
    assert exit_.guard is not None
    assert exit_.guard.text == '__name__ != "__main__"'
    assert exit_.start.name == "uvicorn.run"


def test_an_exit_without_a_start_is_nobodys_business() -> None:
    assert traced('import sys\nif __name__ != "__main__":\n    sys.exit()\n').exits == ()


def test_the_status_of_a_guarded_main_kills_the_child_too() -> None:
    text = f'import sys, uvicorn\n\ndef main():\n    if __name__ == "__main__":\n        {RELOAD}\n\nsys.exit(main())\n'

    assert [exit_.what for exit_ in traced(text).exits] == ["sys.exit(main())"]


def test_an_exit_under_the_guard_is_no_exit_of_the_child() -> None:
    text = f'import sys, uvicorn\nif __name__ == "__main__":\n    {RELOAD}\n    sys.exit()\n'

    assert traced(text).exits == ()


def test_arguments_are_seen_as_text_literal_object_or_unclear() -> None:
    text = (
        "import uvicorn\nfrom conf import LIMIT\n\nclass App: ...\n\napp = App()\nother = App()\n"
        'if __name__ == "__main__":\n    uvicorn.run(app, host="h", workers=2, limit=LIMIT + 1)\n'
    )
    (call,) = traced(text).calls

    values = {name: argument.value for name, argument in call.arguments.items()}
    assert values == {
        "app": ObjectNamed("main.py", "app", "main"),
        "host": Text("h"),
        "workers": Literal(2),
        "limit": Unclear("LIMIT + 1"),
    }
    assert _cut(text, call.arguments["workers"]) == "workers=2"


def test_arguments_out_of_a_dict_have_no_place() -> None:
    text = 'import uvicorn\nif __name__ == "__main__":\n    uvicorn.run("a:b", **{"workers": 2})\n'
    (call,) = traced(text).calls

    assert call.arguments["workers"] == Argument(Literal(2), None, None)
    assert call.is_complete


def test_options_that_are_not_known_leave_the_call_incomplete() -> None:
    text = 'import uvicorn\nfrom conf import options\nuvicorn.run("a:b", **options)\n'
    trace = traced(text)

    assert not trace.calls[0].is_complete
    assert [assumption.text for assumption in trace.starts[0].assumptions] == ["options", "options"][:1]


def test_a_function_that_nothing_calls_is_looked_at_for_its_calls_only() -> None:
    text = f"import uvicorn\n\ndef entry_point():\n    {RELOAD}\n"
    trace = traced(text)

    assert len(trace.calls) == 1
    assert trace.starts == ()


def test_names_bound_only_under_the_guard_are_not_there_on_import() -> None:
    text = (
        'import uvicorn\napp = 1\nif __name__ == "__main__":\n    late = 2\n    uvicorn.run("main:late", reload=True)\n'
    )
    names = traced(text).names_bound_on_import

    assert names is not None
    assert "app" in names
    assert "late" not in names


def _cut(text: str, argument: Argument) -> str:
    assert argument.keyword_span is not None
    return text[argument.keyword_span.start : argument.keyword_span.end]
