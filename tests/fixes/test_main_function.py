"""Moving a start into a function."""

from __future__ import annotations

import pytest

from fixes.wrapping import fixes, in_function

IN_FUNCTION = {
    "with what only it needs": (
        """\
import launcher
port = 1
launcher.launch(port)
""",
        """\
import launcher


def main() -> None:
    port = 1
    launcher.launch(port)


if __name__ == "__main__":
    main()
""",
    ),
    "under another name when the file says main anywhere": (
        """\
def main(launch):
    pass


main(launch)
""",
        """\
def main(launch):
    pass


def run() -> None:
    main(launch)


if __name__ == "__main__":
    run()
""",
    ),
    "called under the guard below": (
        """\
launch()
if __name__ == "__main__":  # entry
    # then
    go()
""",
        """\
def main() -> None:
    launch()


if __name__ == "__main__":  # entry
    main()
    # then
    go()
""",
    ),
    "called under the guard on one line below": (
        """\
launch()

if __name__ == "__main__": go()
""",
        """\
def main() -> None:
    launch()


if __name__ == "__main__":
    main()
    go()
""",
    ),
    "not called under the guard above, which runs before it": (
        """\
if __name__ == "__main__":
    go()
launch()
""",
        """\
if __name__ == "__main__":
    go()


def main() -> None:
    launch()


if __name__ == "__main__":
    main()
""",
    ),
    "names that other code has to do with are declared global": (
        """\
state = None
count = make()
state = launch(count)


def report():
    return state
""",
        """\
state = None


def main() -> None:
    global state
    count = make()
    state = launch(count)


if __name__ == "__main__":
    main()


def report():
    return state
""",
    ),
    "a builtin that it binds again is declared global": (
        """\
input = launch(input)
""",
        """\
def main() -> None:
    global input
    input = launch(input)


if __name__ == "__main__":
    main()
""",
    ),
    "without a line end at the end": (
        "launch()",
        'def main() -> None:\n    launch()\n\n\nif __name__ == "__main__":\n    main()',
    ),
    "with more code below": (
        """\
a = 1

# start
launch()

print("bye")
""",
        """\
a = 1


def main() -> None:
    # start
    launch()


if __name__ == "__main__":
    main()

print("bye")
""",
    ),
}


@pytest.mark.parametrize(("before", "after"), IN_FUNCTION.values(), ids=IN_FUNCTION)
def test_the_start_can_move_into_a_function(before: str, after: str) -> None:
    assert in_function(before) == after


@pytest.mark.parametrize(
    "before",
    [
        "p.launch()\ndef f(): pass\np.join()\n",
        "p = launch()\nprint(globals())\nprint(p, vars())\n",
        "for x in a:\n    def f(): pass\n    launch(f)\n",
        "p: int = launch()\ndef f(): return p\n",
        "try:\n    from a import *\n    x = launch()\nfinally:\n    pass\n",
        'p = launch()\nif __name__ == "__main__":\n    go()\np.join()\n',
    ],
)
def test_a_function_is_not_offered(before: str) -> None:
    assert fixes(before)
    assert in_function(before) is None


def test_the_refactoring_comes_last_and_is_marked_as_one() -> None:
    found = fixes("port = 1\nlaunch(port)\n")

    assert [fix.kind for fix in found] == ["quickfix", "quickfix", "refactor.rewrite"]
