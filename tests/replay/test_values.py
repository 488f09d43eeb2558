"""What is known of a value decides whether a start is certain, possible or absent."""

from __future__ import annotations

import pytest

from harness.replaying import SPAWN, traced

RUN = 'uvicorn.run("elsewhere:app", reload={})\n'

LONG = "for a in range(30):\n for b in range(30):\n  for c in range(30):\n   for d in range(30):\n"
"""Loops whose body runs more often than a replay follows."""

CERTAIN = {
    "a key of a dict": 'd = {"reload": True}\nr = d["reload"]',
    "a key set in both branches": 'd = {}\nif unknown():\n    d["r"] = True\nelse:\n    d["r"] = 1\nr = d["r"]',
    "a named tuple's default": "from typing import NamedTuple\nclass C(NamedTuple):\n    x: bool = True\nr = C().x",
    "a model's argument": "from pydantic import BaseModel\nclass C(BaseModel):\n    x: bool = False\nr = C(x=True).x",
    "a field's default": (
        "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    x: bool = field(default=True)\nr = C().x"
    ),
    "a member of an enumeration": "import enum\nclass E(enum.Enum):\n    OFF = 0\nr = E.OFF",
    "the same member by value": 'import enum\nclass E(enum.Enum):\n    A = "a"\nr = E("a") is E.A',
    "a text that is an enumeration": 'import enum\nclass E(str, enum.Enum):\n    A = "a"\nr = E.A == "a"',
    "what follows a long loop": "i = 0\nwhile i < 100:\n    i += 1\nr = True",
    "what follows a loop that breaks": "n = 0\nwhile True:\n    n += 1\n    if n > 3:\n        break\nr = True",
    "what follows a loop that a handler breaks": (
        "while True:\n    try:\n        unknown()\n    except KeyError:\n        break\nr = True"
    ),
    "a handler of the project's own exception": (
        "class A(Exception): ...\nclass B(Exception): ...\n"
        "try:\n    raise A\nexcept B:\n    raise SystemExit\nexcept A:\n    r = True"
    ),
    "a suppressed exception": "import contextlib\nwith contextlib.suppress(KeyError):\n    raise KeyError\nr = True",
    "an exception that a manager swallows": (
        "class M:\n    def __enter__(self): ...\n    def __exit__(self, *a):\n        return True\n"
        "with M():\n    raise KeyError\nr = True"
    ),
    "a statement after one that takes too long": (f"{LONG}    unknown()\nr = True"),
}

POSSIBLE = {
    "a key set in one branch": 'd = {}\nif unknown():\n    d["reload"] = True\nr = d.get("reload", False)',
    "an attribute set in one branch": ("class C:\n    x = False\nc = C()\nif unknown():\n    c.x = True\nr = c.x"),
    "a variable set in the environment in one branch": (
        'import os\nif unknown():\n    os.environ["X"] = "1"\nr = not os.environ.get("X")'
    ),
    "what a handler returns instead": (
        "def f():\n    try:\n        import nothing\n        return True\n"
        "    except ImportError:\n        return False\nr = f()"
    ),
    "a setting that the environment may give": (
        "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    x: bool = True\nr = S().x"
    ),
    "a counter after a long loop": "n = 0\nfor i in range(100):\n    n += 1\nr = n < 50",
    "what a long computation changed": (f"n = 0\n{LONG}    n += 1\nr = n"),
}

ABSENT = {
    "a named tuple's argument": (
        "from typing import NamedTuple\nclass C(NamedTuple):\n    x: bool = True\nr = C(False).x"
    ),
    "a model's argument": "from pydantic import BaseModel\nclass C(BaseModel):\n    x: bool = True\nr = C(x=False).x",
    "a member that is compared with its value": 'import enum\nclass E(enum.Enum):\n    A = "a"\nr = E.A == "a"',
    "another member": "import enum\nclass E(enum.Enum):\n    A = enum.auto()\n    B = enum.auto()\nr = E.A is E.B",
}


def _certainties(program: str) -> list[str]:
    text = f"import uvicorn\nfrom elsewhere import unknown\n{program}\n{RUN.format('r')}"
    return [start.certainty.value for start in traced(text).starts]


@pytest.mark.parametrize("program", CERTAIN.values(), ids=CERTAIN.keys())
def test_a_known_value_makes_a_certain_start(program: str) -> None:
    assert _certainties(program) == ["certain"]


@pytest.mark.parametrize("program", POSSIBLE.values(), ids=POSSIBLE.keys())
def test_an_unknown_value_makes_a_possible_start(program: str) -> None:
    assert _certainties(program) == ["possible"]


@pytest.mark.parametrize("program", ABSENT.values(), ids=ABSENT.keys())
def test_a_value_that_is_false_makes_no_start(program: str) -> None:
    assert _certainties(program) == []


NAMED = "import multiprocessing as mp\ndef work(): ...\nif mp.current_process().name != {}:\n    {}\n"


@pytest.mark.parametrize(
    "start", ['mp.Process(target=work, name="w").start()', 'p = mp.Process()\n    p.name = "w"\n    p.start()']
)
def test_the_name_that_a_program_gives_its_process_is_its_name(start: str) -> None:
    assert traced(NAMED.format('"w"', start)).starts == ()
    assert len(traced(NAMED.format('"other"', start)).starts) == 1


METHOD = 'import multiprocessing as mp\n{}\nif __name__ == "__main__":\n    mp.Process(target=print).start()\n'


def test_a_spawned_child_refuses_a_second_start_method() -> None:
    """Executed case ``api_mp_set_start_method_unguarded_start_guarded``: context has already been set."""
    trace = traced(METHOD.format('mp.set_start_method("spawn")'))

    assert trace.starts == ()
    assert [refused.chain[-1].name for refused in trace.refused_methods] == ["mp.set_start_method"]


@pytest.mark.parametrize(
    "choice",
    [
        'mp.set_start_method("spawn", force=True)',
        'try:\n    mp.set_start_method("spawn")\nexcept RuntimeError:\n    pass',
        'if __name__ == "__main__":\n    mp.set_start_method("spawn")',
    ],
)
def test_a_start_method_that_may_be_set_again_ends_no_child(choice: str) -> None:
    trace = traced(METHOD.format(choice))

    assert (trace.starts, trace.exits, trace.refused_methods) == ((), (), ())


ODD = (
    "d = {}\nd.get([1])",
    "d = {}\nd.pop(range(3), 1)",
    "dict([([1], 2)])",
    "{k: v for k, v in [([1], 2)]}",
    "import os\n[1] in os.environ",
    "d = {}\nd[(1, [2])] = 3\ndel d[[1]]",
    "[1, 2][::0]",
    "for i in range(99999999999999999999):\n    pass",
    'x = "{:>{w}}".format("", w=3000000000)',
    "{**{[]: 1}}",
    "'a'['b']",
    "(1).bit_length(2)",
    "int('x', 99)",
    "round('x')",
    "class C(C): ...",
    "class C(int, metaclass=C): ...",
    "a, b = 1",
    "f(**1)",
    "super().x",
    "lambda: (yield)",
)


@pytest.mark.parametrize("program", ODD)
def test_a_program_that_fails_is_replayed_without_an_exception(program: str) -> None:
    traced(f"{program}\n", SPAWN)


def test_deep_hierarchies_are_looked_up_in_time() -> None:
    """Each class's order of bases is worked out once: 15 stacked diamonds have 2**15 paths."""
    diamonds = "class C0:\n    def go(self): ...\n"
    for n in range(1, 16):
        diamonds += f"class A{n}(C{n - 1}): ...\nclass B{n}(C{n - 1}): ...\nclass C{n}(A{n}, B{n}): ...\n"

    traced(diamonds + "C15().go()\n")
