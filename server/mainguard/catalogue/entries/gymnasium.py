"""Gymnasium.  File and line of gymnasium 1.4.0."""

from mainguard.catalogue.api import Api, Equals, Instance, Starts

_ENVIRONMENTS = "gymnasium.vector.AsyncVectorEnv"

ENTRIES = (
    Api(
        name=_ENVIRONMENTS,
        aliases=("gymnasium.vector.async_vector_env.AsyncVectorEnv",),
        parameters=("env_fns", "shared_memory", "copy", "context", "daemon", "worker"),
        starts=Starts(),
        returns=Instance(_ENVIRONMENTS, context="context"),
        checked="gymnasium 1.4.0: vector/async_vector_env.py:260, 291-310",
        cases=("api_gym_async_vector_env",),
    ),
    Api(
        name="gymnasium.make_vec",
        aliases=("gymnasium.envs.registration.make_vec",),
        parameters=("id", "num_envs", "vectorization_mode", "vector_kwargs", "wrappers"),
        starts=Starts(
            when=Equals("vectorization_mode", ("async",)),
            method_from="vector_kwargs[context]",
        ),
        returns=Instance("gymnasium.vector.VectorEnv"),
        checked="gymnasium 1.4.0: envs/registration.py:889-930",
        cases=("api_gym_make_vec_async", "api_gym_make_vec_default"),
    ),
    Api(
        name="gymnasium.vector.SyncVectorEnv",
        aliases=("gymnasium.vector.sync_vector_env.SyncVectorEnv",),
        parameters=("env_fns",),
        checked="gymnasium 1.4.0: vector/sync_vector_env.py",
        harmless="its environments run in this process",
    ),
)
