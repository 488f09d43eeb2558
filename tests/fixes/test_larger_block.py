"""What goes under the guard because only the start needs it."""

from __future__ import annotations

import pytest

from fixes.wrapping import with_needs

WITH_NEEDS = {
    "parsing of arguments": (
        """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--port")
args = parser.parse_args()

launch(port=args.port)
""",
        """\
import argparse

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port")
    args = parser.parse_args()

    launch(port=args.port)
""",
    ),
    "across a function, in two blocks": (
        """\
options = {"port": 1}
options["reload"] = True


def f():
    pass


launch(**options)
""",
        """\
if __name__ == "__main__":
    options = {"port": 1}
    options["reload"] = True


def f():
    pass


if __name__ == "__main__":
    launch(**options)
""",
    ),
    "only as far as nothing else reads it": (
        """\
settings = load()
port = settings.port
print(settings)
launch(port)
""",
        """\
settings = load()
if __name__ == "__main__":
    port = settings.port
print(settings)
if __name__ == "__main__":
    launch(port)
""",
    ),
}


@pytest.mark.parametrize(("before", "after"), WITH_NEEDS.values(), ids=WITH_NEEDS)
def test_what_only_the_start_needs_can_go_along(before: str, after: str) -> None:
    assert with_needs(before) == after


@pytest.mark.parametrize(
    "before",
    [
        "PORT = 8000\nlaunch(PORT)\n",
        "import config\nlaunch(config)\n",
        "from settings import port\nlaunch(port)\n",
        "def options(): pass\nlaunch(options)\n",
        "class Options: pass\nlaunch(Options)\n",
        "app = make()\nlaunch(app)\n",
        "port = 1\ndef f(): return port\nlaunch(port)\n",
        "port = 1\nclass C:\n    p = port\nlaunch(port)\n",
        "port = 1\nother = port\nlaunch(port)\n",
        "port = 1\nlaunch(port)\nother = port\n",
        "__all__ = ['port']\nport = 1\nlaunch(port)\n",
        "import os\nos.environ['A'] = 'b'\nlaunch(os)\n",
        "if a:\n    import x\nlaunch(x)\n",
        "if __name__ == '__main__':\n    port = 1\nlaunch(port)\n",
    ],
)
def test_what_others_may_need_stays(before: str) -> None:
    assert with_needs(before) is None
