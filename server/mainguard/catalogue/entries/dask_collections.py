"""Dask's frames and arrays, which are computed in threads unless something says otherwise."""

from mainguard.catalogue.dask_schedulers import CASES, collection

_FRAME = ("from_pandas", "from_delayed", "from_map", "read_csv", "read_parquet", "read_json", "read_table", "concat")
_ARRAY = ("from_array", "from_delayed", "ones", "zeros", "full", "arange", "linspace", "stack", "concatenate")

ENTRIES = (
    *collection("dask.dataframe.DataFrame", "threads", CASES, tuple(f"dask.dataframe.{name}" for name in _FRAME)),
    *collection("dask.array.Array", "threads", CASES, tuple(f"dask.array.{name}" for name in _ARRAY)),
)
