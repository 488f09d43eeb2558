"""Asks for the guard fixes of a text and applies them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from mainguard.fixes.fix import Fix
from mainguard.fixes.guard import wrap_fixes
from mainguard.replay.modules import Modules, NoModules, ProjectModule
from mainguard.syntax.tree import parse
from mainguard.text.edits import apply
from mainguard.text.source import Source

START = "launch"
"""What the starting call looks like in the tests: ``launch()``, ``worker.launch()``, ``launch_all()``."""
_DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class ModulesByName:
    """A project of modules in memory, all of the top level."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str, importer: ProjectModule, search_path: object = None) -> ProjectModule | None:
        del importer, search_path
        return module(self.texts[name], name) if name in self.texts else None

    def names_in(self, folder: str, main: ProjectModule) -> frozenset[str]:  # noqa: ARG002 -- the protocol's
        """Nothing."""
        return frozenset()

    def installed(self, name: str) -> ProjectModule | None:  # noqa: ARG002 -- the protocol's
        """No package."""
        return None

    def may_start(self, module: ProjectModule) -> bool:  # noqa: ARG002 -- the protocol's
        """No module."""
        return False


def module(text: str, name: str = "main") -> ProjectModule:
    return ProjectModule(f"{name}.py", parse(Source(text)), name, "")


def fixes(text: str, modules: Modules | None = None) -> tuple[Fix, ...]:
    """The fixes for the first top-level statement of ``text``, definitions aside, that says ``launch``."""
    main = module(text)
    spans = (
        placed.statement_span(statement)
        for placed, statement in main.tree.statements
        if not isinstance(statement, _DEFINITIONS)
    )
    statement = next(span for span in spans if START in text[span.start : span.end])
    return tuple(wrap_fixes(main, statement, modules or NoModules(), "launch"))


def applied(text: str, fix: Fix) -> str:
    return apply(text, fix.edits)


def smallest(text: str) -> str:
    """``text`` with the best fix."""
    return applied(text, fixes(text)[0])


def with_needs(text: str) -> str | None:
    """``text`` with the start and what only it needs under a guard; ``None`` where that is not offered."""
    found = [fix for fix in fixes(text) if "what only it needs" in fix.title]
    return applied(text, found[0]) if found else None


def in_function(text: str) -> str | None:
    """``text`` with the start moved into a function; ``None`` where that is not offered."""
    found = [fix for fix in fixes(text) if fix.kind == "refactor.rewrite"]
    return applied(text, found[0]) if found else None


def why_unsafe(text: str, modules: Modules | None = None) -> str:
    """What the best fix says about its safety; empty when it is safe."""
    return fixes(text, modules)[0].why_unsafe
