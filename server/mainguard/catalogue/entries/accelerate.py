"""Accelerate.  File and line of accelerate 1.15.0."""

from mainguard.catalogue.api import Api

_FORKS = "its processes are forked, but on ROCm and XPU"

ENTRIES = (
    Api(
        name="accelerate.notebook_launcher",
        aliases=("accelerate.launchers.notebook_launcher",),
        parameters=("function", "args", "num_processes", "mixed_precision", "use_port"),
        checked="accelerate 1.15.0: launchers.py:43, 213, 217, 249",
        cases=("api_accelerate_notebook_launcher",),
        harmless=_FORKS,
    ),
    Api(
        name="accelerate.debug_launcher",
        aliases=("accelerate.launchers.debug_launcher",),
        parameters=("function", "args", "num_processes"),
        checked="accelerate 1.15.0: launchers.py:287, 322",
        cases=("api_accelerate_debug_launcher",),
        harmless="its processes are forked",
    ),
)
