"""What a script does to ``sys.path`` decides what it imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainguard.engine.check import check
from mainguard.engine.settings import Settings
from mainguard.project.modules import ProjectModules
from mainguard.text.source import Source

STARTS = "from multiprocessing import Pool\n\n\ndef go():\n    Pool(2)\n"


def chains(root: Path, script: str, text: str) -> list[tuple[str, ...]]:
    """The files that each finding's chain leads through, from the root."""
    path = root / script
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    modules = ProjectModules([root])
    report = check(modules.main_module(path, Source(text)), Settings(), modules)
    return [
        tuple(Path(site.module).relative_to(root).as_posix() for site in start.chain) for start in report.trace.starts
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("vendor/lib/acme", "vendor/other/acme"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "vendor/lib/acme/work.py").write_text(STARTS, "utf-8")
    (tmp_path / "vendor/other/acme/work.py").write_text("def go():\n    pass\n", "utf-8")
    return tmp_path


EDITS = {
    "dirname": 'sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "vendor", "lib"))',
    "abspath": 'sys.path.append(os.path.abspath(os.path.join(os.path.dirname(__file__), "../vendor/lib")))',
    "realpath": 'sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))) + "/vendor/lib")',
    "pardir": "sys.path.append(os.path.join(os.path.dirname(__file__), os.pardir, 'vendor', 'lib'))",
    "split": "sys.path.append(os.path.split(os.path.dirname(os.path.abspath(__file__)))[0] + '/vendor/lib')",
    "argv": "sys.path.append(os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), '..', 'vendor/lib'))",
    "pathlib": 'sys.path.append(str(Path(__file__).parent.parent / "vendor" / "lib"))',
    "resolve": 'sys.path.insert(1, str(Path(__file__).resolve().parents[1].joinpath("vendor", "lib")))',
    "as_posix": 'sys.path.append((Path(__file__).absolute().parent / ".." / "vendor/lib").as_posix())',
    "fspath": 'sys.path.append(os.fspath(Path(__file__).parents[1] / "vendor" / "lib"))',
    "f-string": 'sys.path.append(f"{Path(__file__).parent.parent}/vendor/lib")',
    "format": 'sys.path.append("%s/../vendor/lib" % os.path.dirname(__file__))',
    "join of a path object": 'sys.path.append(os.path.join(Path(__file__).parent, "..", "vendor/lib"))',
    "a new list": 'sys.path = [os.path.join(os.path.dirname(__file__), "../vendor/lib")] + sys.path',
    "augmented": 'sys.path += [os.path.join(os.path.dirname(__file__), "../vendor/lib")]',
    "extend": 'sys.path.extend([os.path.join(os.path.dirname(__file__), "../vendor/lib")])',
    "slice": 'sys.path[0:0] = [os.path.join(os.path.dirname(__file__), "../vendor/lib")]',
    "addsitedir": 'import site; site.addsitedir(os.path.join(os.path.dirname(__file__), "../vendor/lib"))',
    "imported list": 'from sys import path; path.append(os.path.join(os.path.dirname(__file__), "../vendor/lib"))',
    "working directory": 'sys.path.append("../vendor/lib")',
    "unless it is there": (
        "ROOT = os.path.join(os.path.dirname(__file__), '../vendor/lib')\n"
        "if ROOT not in sys.path:\n    sys.path.insert(0, ROOT)"
    ),
    "if it exists": (
        "ROOT = os.path.join(os.path.dirname(__file__), '../vendor/lib')\n"
        "if os.path.isdir(ROOT):\n    sys.path.insert(0, ROOT)"
    ),
    "a loop": (
        "for each in ('vendor/none', 'vendor/lib'):\n"
        "    sys.path.append(str(Path(__file__).resolve().parent.parent / each))"
    ),
    "a function": (
        "def use(*parts):\n    sys.path.insert(0, str(Path(__file__).parent.parent.joinpath(*parts)))\n"
        "use('vendor', 'lib')"
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_folder_that_a_script_adds_is_searched(root: Path, edit: str) -> None:
    text = f"import os\nimport sys\nfrom pathlib import Path\n\n{edit}\n\nfrom acme import work\n\nwork.go()\n"

    assert chains(root, "scripts/run.py", text) == [("scripts/run.py", "vendor/lib/acme/work.py")]


@pytest.mark.parametrize(
    "edit",
    [
        "",
        # The interpreter passes over what is no str.
        'sys.path.insert(0, Path(__file__).parent.parent / "vendor" / "lib")',
        'sys.path.insert(0, os.path.join(os.path.dirname(__file__), "vendor", "lib"))',
    ],
)
def test_a_folder_that_is_not_added_is_not_searched(root: Path, edit: str) -> None:
    text = f"import os\nimport sys\nfrom pathlib import Path\n\n{edit}\n\nfrom acme import work\n\nwork.go()\n"

    assert chains(root, "scripts/run.py", text) == []


@pytest.mark.parametrize(
    ("first", "second", "chain"),
    [
        ("insert(0, lib)", "insert(0, other)", []),
        ("insert(0, other)", "insert(0, lib)", [("scripts/run.py", "vendor/lib/acme/work.py")]),
        ("append(lib)", "append(other)", [("scripts/run.py", "vendor/lib/acme/work.py")]),
        ("append(lib)", "insert(0, other)", []),
    ],
)
def test_folders_are_searched_in_the_order_of_the_list(
    root: Path, first: str, second: str, chain: list[tuple[str, ...]]
) -> None:
    text = (
        "import os, sys\nHERE = os.path.dirname(__file__)\n"
        'lib, other = (os.path.join(HERE, "..", "vendor", each) for each in ("lib", "other"))\n'
        f"sys.path.{first}\nsys.path.{second}\nimport acme.work\nacme.work.go()\n"
    )

    assert chains(root, "scripts/run.py", text) == chain


def test_a_module_of_the_scripts_own_may_edit_the_path(root: Path) -> None:
    (root / "scripts").mkdir()
    (root / "scripts/_paths.py").write_text(
        "import pathlib, sys\nsys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'vendor/lib'))\n", "utf-8"
    )

    assert chains(root, "scripts/run.py", "import _paths\nfrom acme.work import go\n\ngo()\n") == [
        ("scripts/run.py", "vendor/lib/acme/work.py")
    ]


def test_a_module_in_front_of_the_standard_library_shadows_it_and_one_behind_does_not(root: Path) -> None:
    (root / "vendor/lib/queue.py").write_text(STARTS, "utf-8")
    edit = "import sys\nsys.path.{}'../vendor/lib')\nimport queue\nqueue.go()\n"

    assert chains(root, "scripts/run.py", edit.format("insert(0, ")) == [("scripts/run.py", "vendor/lib/queue.py")]
    assert chains(root, "scripts/run.py", edit.format("append(")) == []


@pytest.mark.parametrize(
    ("statement", "call"),
    [
        ("import acme.work", "acme.work.go()"),
        ("from acme import work", "work.go()"),
        ("from acme.work import go", "go()"),
        ("from acme.work import go as run", "run()"),
    ],
)
def test_what_the_handler_of_a_failed_import_adds_is_searched(root: Path, statement: str, call: str) -> None:
    text = (
        f"import sys\ntry:\n    {statement}\nexcept ImportError:\n"
        f"    sys.path.append('../vendor/lib')\n    {statement}\n{call}\n"
    )

    assert chains(root, "scripts/run.py", text) == [("scripts/run.py", "vendor/lib/acme/work.py")]


def test_what_the_handler_adds_is_searched_by_what_follows(root: Path) -> None:
    text = "import sys\ntry:\n    import acme\nexcept ImportError:\n    sys.path.append('../vendor/lib')\n"

    assert chains(root, "scripts/run.py", f"{text}from acme import work\nwork.go()\n") == [
        ("scripts/run.py", "vendor/lib/acme/work.py")
    ]
