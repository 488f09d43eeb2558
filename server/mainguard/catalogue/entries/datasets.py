"""Hugging Face Datasets.  File and line of datasets 5.2.0, which was read, not run."""

from mainguard.catalogue.api import Api, Effect, Instance, MoreThan, StartMethod, Starts

_DATASET = "datasets.Dataset"
_WHEN = MoreThan("num_proc", 0)
_MAKERS = ("from_dict", "from_list", "from_pandas", "from_generator", "from_csv", "from_json", "from_parquet")

ENTRIES = (
    Api(
        _DATASET,
        aliases=("datasets.arrow_dataset.Dataset",),
        returns=Instance(_DATASET),
        checked="read: datasets 5.2.0",
    ),
    Api("datasets.load_dataset", returns=Instance(_DATASET), checked="read: datasets 5.2.0, load.py"),
    Api("datasets.load_from_disk", returns=Instance(_DATASET), checked="read: datasets 5.2.0, load.py"),
    *(Api(f"{_DATASET}.{name}", returns=Instance(_DATASET), checked="read: datasets 5.2.0") for name in _MAKERS),
    *(
        Api(
            name=f"{_DATASET}.{method}",
            parameters=("function",),
            starts=Starts(
                when=_WHEN,
                method=StartMethod.FORK_OR_SPAWN,
                method_from="%multiprocess.start_method",
                effect=Effect.STALL,
                process_name="MainProcess",
            ),
            returns=Instance(_DATASET),
            checked="read: datasets 5.2.0, arrow_dataset.py:56 and 3622, multiprocess forks but on Windows",
        )
        for method in ("map", "filter")
    ),
    Api(
        name=f"{_DATASET}.save_to_disk",
        starts=Starts(when=_WHEN, method=StartMethod.SPAWN, effect=Effect.STALL, process_name="MainProcess"),
        checked="read: datasets 5.2.0, arrow_dataset.py:1906, spawn on every platform",
    ),
    Api(f"{_DATASET}.*", returns=Instance(_DATASET), checked="read: datasets 5.2.0, most methods return a dataset"),
)
