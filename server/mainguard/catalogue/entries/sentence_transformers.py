"""Sentence Transformers.  File and line of sentence-transformers 6.2.0, which was read, not run."""

from mainguard.catalogue.api import Api, Instance, StartMethod, Starts

_MODEL = "sentence_transformers.SentenceTransformer"

ENTRIES = (
    Api(_MODEL, returns=Instance(_MODEL), checked="read: sentence-transformers 6.2.0, the constructor starts nothing"),
    Api(
        name=f"{_MODEL}.start_multi_process_pool",
        parameters=("target_devices",),
        starts=Starts(method=StartMethod.SPAWN),
        checked="read: sentence-transformers 6.2.0, base/model.py:1807-1860, spawn on every platform",
    ),
)
