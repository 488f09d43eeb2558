"""waitress."""

from mainguard.catalogue.api import Api

ENTRIES = (
    Api(
        name="waitress.serve",
        parameters=("app",),
        serves=True,
        checked="waitress 3.0.2: __init__.py:6, read only",
        harmless="serves in this process, with threads",
    ),
)
