"""How Dask decides where a collection is computed.  File and line of dask 2026.8.0."""

from __future__ import annotations

from dataclasses import replace

from mainguard.catalogue.api import AllOf, AnyOf, Api, Condition, Equals, Given, Instance, Not, StartMethod, Starts

CHECKED = "dask 2026.8.0: multiprocessing.py:133-144 and 199-201, base.py"
CASES = ("api_dask_compute_processes", "api_dask_compute_threads")
IN_PROCESSES = Starts(method=StartMethod.SPAWN, method_from="%dask.multiprocessing.context")

_PROCESSES = ("processes", "multiprocessing")


def computes(default: str) -> Starts:
    """What a call starts that computes by its own argument's scheduler, else the configured one, else ``default``."""
    return replace(IN_PROCESSES, when=_by_processes(default))


def collection(name: str, default: str, cases: tuple[str, ...], makers: tuple[str, ...]) -> tuple[Api, ...]:
    """The functions that make a collection, and what computes it; all other methods give another collection."""
    made = Instance(name)
    return (
        Api(name, returns=made, checked=CHECKED),
        *(Api(maker, returns=made, checked=CHECKED) for maker in makers),
        *(
            Api(f"{name}.{method}", starts=computes(default), checked=CHECKED, cases=cases)
            for method in ("compute", "persist")
        ),
        Api(f"{name}.*", returns=made, checked=CHECKED),
    )


def _by_processes(default: str) -> Condition:
    return AnyOf(
        (
            Equals("scheduler", _PROCESSES),
            AllOf((Not(Given("scheduler")), Equals("%dask.scheduler", _PROCESSES, default=default))),
        )
    )
