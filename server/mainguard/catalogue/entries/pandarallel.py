"""pandarallel.  File and line of pandarallel 1.6.5."""

from mainguard.catalogue.api import Api

ENTRIES = (
    Api(
        name="pandarallel.pandarallel.initialize",
        aliases=("pandarallel.core.pandarallel.initialize",),
        checked="pandarallel 1.6.5: core.py:30, 266, 294",
        cases=("api_pandarallel_apply",),
        harmless="what it gives pandas forks on Linux and macOS; on Windows its processes run main again",
    ),
)
