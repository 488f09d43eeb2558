"""vLLM.  File and line of vllm 0.33.0, which was read, not run."""

from mainguard.catalogue.api import Api, Equals, Instance, Not, StartMethod, Starts

ENTRIES = (
    Api(
        name="vllm.LLM",
        aliases=("vllm.entrypoints.llm.LLM",),
        parameters=("model",),
        starts=Starts(
            when=Not(Equals("$VLLM_ENABLE_V1_MULTIPROCESSING", ("0",))),
            method=StartMethod.FORK_OR_SPAWN,
            method_from="$VLLM_WORKER_MULTIPROC_METHOD",
        ),
        returns=Instance("vllm.LLM"),
        checked="read: vllm 0.33.0, utils/system_utils.py:123-197, envs.py:163 and 939; fork, unless CUDA was used "
        "before, or VLLM_WORKER_MULTIPROC_METHOD says spawn",
    ),
)
