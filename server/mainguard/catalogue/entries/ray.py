"""Ray.  ray 2.60.0 was read, not run."""

from mainguard.catalogue.api import Api

ENTRIES = (
    Api(
        name="ray.init",
        parameters=("address",),
        checked="read: ray 2.60.0, _private/worker.py:1446, _private/workers/default_worker.py",
        harmless="its workers run a script of their own and never main",
    ),
)
