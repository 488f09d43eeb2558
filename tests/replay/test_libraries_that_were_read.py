"""What the entries of libraries say that were read and not run, and settings that other calls of a library heed."""

from __future__ import annotations

import pytest

from harness.replaying import FORK, SPAWN, traced
from mainguard.replay.world import Target

WINDOWS = Target("win32", (3, 12))
SGLANG = "import sglang\nllm = sglang.Engine(model_path='m')\n"
VLLM = "import os\nfrom vllm import LLM\nllm = LLM('m')\n"
POOL = "from sentence_transformers import SentenceTransformer\nSentenceTransformer('m').start_multi_process_pool()\n"
DASK = "import dask\nimport dask.dataframe as dd\nframe = dd.read_csv('x')\n"
BAG = "import dask.bag as db\nbag = db.from_sequence([1]).map(str).filter(None)\n"


@pytest.mark.parametrize(
    ("text", "on_linux", "on_windows"),
    [
        (SGLANG, 1, 1),
        (VLLM, 0, 1),
        ("import os\nos.environ['VLLM_WORKER_MULTIPROC_METHOD'] = 'spawn'\nfrom vllm import LLM\nLLM('m')\n", 1, 1),
        ("import os\nos.environ['VLLM_ENABLE_V1_MULTIPROCESSING'] = '0'\nfrom vllm import LLM\nLLM('m')\n", 0, 0),
        (POOL, 1, 1),
        ("import datasets\ndatasets.Dataset.from_dict({}).map(str, num_proc=4)\n", 0, 1),
        ("import datasets\ndatasets.Dataset.from_dict({}).map(str)\n", 0, 0),
        ("import datasets\ndatasets.Dataset.from_dict({}).shuffle().map(str, num_proc=4)\n", 0, 1),
        ("import tsfresh\ntsfresh.extract_features(x)\n", 0, 1),
        ("import tsfresh\ntsfresh.extract_features(x, n_jobs=0)\n", 0, 0),
        ("import ray\nray.init()\n", 0, 0),
        (f"{DASK}frame.x.sum().compute()\n", 0, 0),
        (f"{DASK}frame.x.sum().compute(scheduler='processes')\n", 1, 1),
        (f"{DASK}dask.config.set(scheduler='processes')\nframe.x.sum().compute()\n", 1, 1),
        (f"{BAG}bag.compute()\n", 1, 1),
        (f"{BAG}bag.compute(scheduler='threads')\n", 0, 0),
        (f"from dask.distributed import Client\n{BAG}with Client('tcp://h:1'):\n    bag.compute()\n", 0, 0),
        (f"from dask.distributed import Client\n{BAG}with Client('tcp://h:1'):\n    pass\nbag.compute()\n", 1, 1),
    ],
)
def test_where_a_library_starts_what_runs_main_again(text: str, on_linux: int, on_windows: int) -> None:
    assert (len(traced(text, FORK).starts), len(traced(text, WINDOWS).starts)) == (on_linux, on_windows)


def test_a_fork_of_multiprocessing_has_a_default_of_its_own() -> None:
    text = "import {}\n{}.Pool(2)\n"

    assert traced(text.format("multiprocess", "multiprocess"), SPAWN).starts == ()
    assert len(traced(text.format("billiard", "billiard"), SPAWN).starts) == 1
    assert traced(text.format("billiard", "billiard"), FORK).starts == ()
    assert len(traced("import multiprocess as mp\nmp.set_start_method('spawn')\nmp.Pool(2)\n", FORK).starts) == 1
