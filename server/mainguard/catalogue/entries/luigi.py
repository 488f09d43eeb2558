"""Luigi.  File and line of luigi 3.8.1."""

from mainguard.catalogue.api import AnyOf, Api, Effect, MoreThan, Starts, Truthy

ENTRIES = (
    Api(
        name="luigi.build",
        aliases=("luigi.interface.build",),
        parameters=("tasks", "worker_scheduler_factory", "detailed_summary"),
        starts=Starts(
            when=AnyOf((MoreThan("workers", 1), Truthy("force_multiprocessing"))),
            effect=Effect.SILENT,
        ),
        checked="luigi 3.8.1: worker.py:102, 1038-1048",
        cases=("api_luigi_build_workers2",),
    ),
)
