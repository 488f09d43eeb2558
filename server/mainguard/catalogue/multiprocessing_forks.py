"""Libraries that are multiprocessing under another name, with a default start method of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mainguard.catalogue.api import Api, ContextFor, Instance, Returns, Sets, StartMethod, Starts
from mainguard.catalogue.entries import multiprocessing_manager, multiprocessing_pool, multiprocessing_process

_ORIGINAL = "multiprocessing"
_ENTRIES = (*multiprocessing_process.ENTRIES, *multiprocessing_pool.ENTRIES, *multiprocessing_manager.ENTRIES)


def in_package(
    package: str, default: StartMethod, checked: str, *, pickles: bool = True, lacks: tuple[str, ...] = ()
) -> Iterator[Api]:
    """Multiprocessing's entries by the names of ``package``, whose processes come to life by ``default``.

    ``pickles`` says whether its children look functions up by name, ``lacks`` which names it does not have.
    """
    for api in _ENTRIES:
        if api.name.removeprefix(f"{_ORIGINAL}.").startswith(lacks or "?"):
            continue
        chosen = api.sets_start_method
        yield replace(
            api,
            name=_renamed(api.name, package),
            aliases=tuple(_renamed(alias, package) for alias in api.aliases if not _is_lacking(alias, lacks)),
            bases=tuple(_renamed(base, package) for base in api.bases),
            starts=None if api.starts is None else _starts(api.starts, package, default),
            sends=api.sends if pickles else None,
            returns=_returns(api.returns, package),
            sets_start_method=None,
            sets=(Sets(_key(package), chosen),) if chosen is not None else (),
            checked=checked,
            cases=(),
        )


def _is_lacking(name: str, lacks: tuple[str, ...]) -> bool:
    return bool(lacks) and name.removeprefix(f"{_ORIGINAL}.").startswith(lacks)


def _renamed(name: str, package: str) -> str:
    return package + name.removeprefix(_ORIGINAL) if name.startswith(f"{_ORIGINAL}.") else name


def _key(package: str) -> str:
    return f"{package}.start_method"


def _starts(starts: Starts, package: str, default: StartMethod) -> Starts:
    """A child's ``multiprocessing`` does not know what another library calls it."""
    by_default = starts.method is StartMethod.DEFAULT
    method = default if by_default else starts.method
    return replace(
        starts,
        method=method,
        method_from=f"%{_key(package)}" if by_default else None,
        process_name="MainProcess",
    )


def _returns(returns: Returns | None, package: str) -> Returns | None:
    match returns:
        case Instance(of=of) | ContextFor(of=of):
            return replace(returns, of=_renamed(of, package))
        case _:
            return returns
