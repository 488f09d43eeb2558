"""Numba, whose decorators leave a function that is called as before."""

from mainguard.catalogue.api import Api, Same

ENTRIES = tuple(
    Api(
        name=f"numba.{name}", parameters=(parameter,), returns=Same(parameter), checked="read: numba/core/decorators.py"
    )
    for name, parameter in (("njit", "function"), ("jit", "function"))
)
