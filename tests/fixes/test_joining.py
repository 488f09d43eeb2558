"""Guards that are there already."""

from __future__ import annotations

import pytest

from fixes.wrapping import fixes, smallest

JOINED = {
    "the guard below keeps its spelling and its comment": (
        """\
launch()


# entry point
if '__main__' == __name__:  # pragma: no cover
  # first
  go()
""",
        """\
if '__main__' == __name__:  # pragma: no cover
  launch()

  # entry point
  # first
  go()
""",
    ),
    "the guard above": (
        """\
if __name__ == "__main__":
    go()


launch(
    1,
)
print("end")
""",
        """\
if __name__ == "__main__":
    go()

    launch(
        1,
    )
print("end")
""",
    ),
    "the guard in between": (
        """\
p = launch()
if __name__ == "__main__":
    go()
p.join()
""",
        """\
if __name__ == "__main__":
    p = launch()
    go()
    p.join()
""",
    ),
    "a guard on one line below": (
        """\
launch()
if __name__ == "__main__": go(); stop()  # both
""",
        """\
if __name__ == "__main__":
    launch()
    go(); stop()  # both
""",
    ),
    "a guard on one line above": (
        """\
if (__name__ == "__main__"): go()  # now
launch()
""",
        """\
if (__name__ == "__main__"):
    go()  # now
    launch()
""",
    ),
    "all guards in between": (
        """\
p = launch()
if __name__ == "__main__":
    one()
if __name__ == "__main__": two()

# third
if __name__ == "__main__":
    three()
if __name__ == "__main__":  # fourth
    four()
p.join()
""",
        """\
if __name__ == "__main__":
    p = launch()
    one()
    two()

    # third
    three()
    if __name__ == "__main__":  # fourth
        four()
    p.join()
""",
    ),
    "the guard above, though there is one below": (
        """\
if __name__ == "__main__":
    go()
launch()
if __name__ == "__main__":
    stop()
""",
        """\
if __name__ == "__main__":
    go()
    launch()
if __name__ == "__main__":
    stop()
""",
    ),
    "no guard with an else": (
        """\
launch()
if __name__ == "__main__":
    go()
else:
    stop()
""",
        """\
if __name__ == "__main__":
    launch()
if __name__ == "__main__":
    go()
else:
    stop()
""",
    ),
    "no guard that lets children in": (
        """\
launch()
if __name__ in ("__main__", "__mp_main__"):
    go()
""",
        """\
if __name__ == "__main__":
    launch()
if __name__ in ("__main__", "__mp_main__"):
    go()
""",
    ),
    "no guard with a definition in front of it": (
        """\
launch()
def f(): pass
if __name__ == "__main__":
    go()
""",
        """\
if __name__ == "__main__":
    launch()
def f(): pass
if __name__ == "__main__":
    go()
""",
    ),
}


@pytest.mark.parametrize(("before", "after"), JOINED.values(), ids=JOINED)
def test_the_block_joins(before: str, after: str) -> None:
    assert smallest(before) == after


def test_the_title_says_that_a_guard_is_joined() -> None:
    assert fixes("launch()\n")[0].title == 'Wrap `launch` in `if __name__ == "__main__":`'
    assert (
        fixes('launch()\nif __name__ == "__main__":\n    go()\n')[0].title
        == 'Move `launch` into the existing `if __name__ == "__main__":`'
    )
