"""What the resolver and the catalogue call the same thing."""

from __future__ import annotations

import importlib
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from mainguard.catalogue.api import Api
from mainguard.catalogue.registry import catalogue
from mainguard.names.jedi_process import Patience
from mainguard.names.resolver import JediResolver

INSTALLED_FOR_TESTS = frozenset({"uvicorn"})


def importable_starters() -> Iterator[tuple[Api, str, str]]:
    """Each entry that starts a process, or makes an object that does, with the module and name to import it by."""
    for name, api in catalogue().by_name.items():
        module, _, attribute = name.rpartition(".")
        is_here = name.partition(".")[0] in sys.stdlib_module_names | INSTALLED_FOR_TESTS
        methods = (catalogue().method(api.name, method) for method in ("start", "run"))
        is_starter = any(entry is not None and entry.starts is not None for entry in (api, *methods))
        if is_here and is_starter and module and can_import(module, attribute):
            yield api, module, attribute


def can_import(module: str, attribute: str) -> bool:
    try:
        return hasattr(importlib.import_module(module), attribute)
    except ImportError:
        return False


def test_every_starter_is_recognised_when_a_package_re_exports_it(tmp_path: Path) -> None:
    starters = list(importable_starters())
    lines = [f"from {module} import {name} as name_{number}" for number, (_, module, name) in enumerate(starters)]
    (tmp_path / "acme.py").write_text("\n".join(lines), encoding="utf-8")
    environment = [tmp_path, Path(sysconfig.get_path("purelib"))]
    resolver = JediResolver(environment, tmp_path, Patience(per_question=60, per_call=120))
    resolver.ask([f"acme.name_{number}" for number in range(len(starters))])
    unrecognised = {
        f"{module}.{name}": canonical
        for number, (api, module, name) in enumerate(starters)
        if catalogue().get(catalogue().imported(canonical := resolver.canonical(f"acme.name_{number}") or ""))
        is not api
    }
    resolver.close()

    assert {"uvicorn.run", "multiprocessing.Process"} <= {f"{module}.{name}" for _, module, name in starters}
    assert unrecognised == {}
