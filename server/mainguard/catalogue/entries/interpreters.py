"""Subinterpreters (Python 3.14).

A function that names nothing outside of itself is shipped as code.  Any other is pickled by its name, and the
interpreter runs the main module again, in the same process and under the name ``<fake __main__>``, to find it.
"""

from mainguard.catalogue.api import Api, Instance, StartMethod, Starts, UsesGlobals

_CHECKED = "CPython 3.14 and 3.15"
_POOL = "concurrent.futures.InterpreterPoolExecutor"
_INTERPRETER = "concurrent.interpreters.Interpreter"


def _starts(function: str) -> Starts:
    return Starts(when=UsesGlobals(function), method=StartMethod.SPAWN, since=(3, 14), process_name="MainProcess")


ENTRIES = (
    Api(
        name=_POOL,
        aliases=("concurrent.futures.interpreter.InterpreterPoolExecutor",),
        parameters=("max_workers", "thread_name_prefix", "initializer", "initargs"),
        returns=Instance(_POOL),
        checked=f"{_CHECKED}: concurrent/futures/interpreter.py, the constructor starts nothing",
        cases=("api_interpreter_pool_executor",),
    ),
    *(
        Api(
            name=f"{_POOL}.{method}",
            parameters=("fn",),
            starts=_starts("fn"),
            checked=f"{_CHECKED}: concurrent/futures/interpreter.py",
            cases=("api_interpreter_pool_executor", "api_interpreter_pool_executor_globals"),
        )
        for method in ("submit", "map")
    ),
    Api(
        name="concurrent.interpreters.create",
        returns=Instance(_INTERPRETER),
        checked=f"{_CHECKED}: concurrent/interpreters/__init__.py",
    ),
    *(
        Api(
            name=f"{_INTERPRETER}.{method}",
            parameters=("callable",),
            starts=_starts("callable"),
            checked=f"{_CHECKED}: concurrent/interpreters/__init__.py",
            cases=("api_interpreters_call", "api_interpreters_call_globals"),
        )
        for method in ("call", "call_in_thread")
    ),
)
