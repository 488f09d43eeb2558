"""Readers of a module's names outside of its own code."""

from __future__ import annotations

import pytest

from fixes.wrapping import ModulesByName, module, why_unsafe
from mainguard.fixes.readers import readers_elsewhere
from mainguard.replay.modules import NoModules, ProjectModule
from mainguard.syntax.tree import parse
from mainguard.text.source import Source


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("__all__ = ['a', 'b']\n__all__ += ('c',)\n__all__.extend(['d'])", {"__all__", *"abcd"}),
        ("__all__: list[str] = ['a']", {"__all__", "a"}),
        ("run('pkg.main:server.app', 'http://x', 'a: b', 'main:make(1)')", {"server", "make"}),
        ("app = make()\napplication: App = make()", {"app", "application"}),
        ("site = fastapi.FastAPI()\nother: X = Flask(__name__)", {"site", "other"}),
        ("def app(): pass", set()),
        ("a = b = 1", set()),
    ],
)
def test_a_module_shows_by_itself_what_others_read(text: str, names: set[str]) -> None:
    assert readers_elsewhere(module(text), NoModules()).keys() == names


@pytest.mark.parametrize(
    "other",
    [
        "from main import pool",
        "from main import pool as p",
        "from main import *",
        "import main\nmain.pool.map(f, a)",
        "import main as m\ndef f(): return m.pool",
        "def f():\n    from main import pool",
        "import __main__\n__main__.pool",
    ],
)
def test_a_module_that_is_imported_may_import_back(other: str) -> None:
    project = ModulesByName({"main": "from other import f\npool = launch()\n", "other": other})

    assert why_unsafe(project.texts["main"], project) == "`pool` is read in the module `other`"


def test_a_module_that_imports_something_else_takes_nothing() -> None:
    project = ModulesByName(
        {"main": "", "other": "from third import pool\nimport third\nthird.pool", "third": "pool = 1"}
    )

    assert why_unsafe("import other\npool = launch()\n", project) == ""


def test_the_import_may_be_far_away() -> None:
    project = ModulesByName({"main": "", "a": "import b", "b": "import a\nimport c", "c": "from main import pool"})

    assert why_unsafe("def f():\n    import a\npool = launch()\n", project) == "`pool` is read in the module `c`"


class Package:
    """The modules of one package, by their full names."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.modules = {
            name: ProjectModule(name, parse(Source(text)), name, name.rpartition(".")[0])
            for name, text in texts.items()
        }

    def find(self, name: str, importer: ProjectModule, search_path: object = None) -> ProjectModule | None:
        del importer, search_path
        return self.modules.get(name)

    def installed(self, name: str) -> ProjectModule | None:  # noqa: ARG002 -- the protocol's
        """No package."""
        return None

    def may_start(self, module: ProjectModule) -> bool:  # noqa: ARG002 -- the protocol's
        """No module."""
        return False


@pytest.mark.parametrize(
    "other",
    [
        "from .main import pool",
        "from . import main\nmain.pool",
        "from ..shop.main import pool",
        "from shop.main import pool",
        "import shop.main\nshop.main.pool",
    ],
)
def test_relative_imports_are_followed(other: str) -> None:
    package = Package({"shop.main": "from . import other\nfrom .other import x\n", "shop.other": other})

    if other.startswith("from .."):
        package = Package({"top.shop.main": "from .other import x\n", "top.shop.other": other})
    assert "pool" in readers_elsewhere(next(iter(package.modules.values())), package)


def test_a_relative_import_out_of_the_package_leads_nowhere() -> None:
    package = Package(
        {"shop.main": "from ...far import x\nfrom . import other\n", "shop.other": "from ... import main"}
    )

    assert readers_elsewhere(package.modules["shop.main"], package) == {}
