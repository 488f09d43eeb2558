"""Stable-Baselines3.  File and line of stable-baselines3 2.9.2."""

from mainguard.catalogue.api import Api, Instance, Is, StartMethod, Starts

_SUBPROCESSES = "stable_baselines3.common.vec_env.SubprocVecEnv"

ENTRIES = (
    Api(
        name=_SUBPROCESSES,
        aliases=("stable_baselines3.common.vec_env.subproc_vec_env.SubprocVecEnv",),
        parameters=("env_fns", "start_method"),
        starts=Starts(method=StartMethod.FORKSERVER_OR_SPAWN),
        returns=Instance(_SUBPROCESSES, context="start_method"),
        checked="stable-baselines3 2.9.2: common/vec_env/subproc_vec_env.py:103-122",
        cases=("api_sb3_subproc_vec_env",),
    ),
    Api(
        name="stable_baselines3.common.env_util.make_vec_env",
        parameters=(
            *("env_id", "n_envs", "seed", "start_index", "monitor_dir", "wrapper_class", "env_kwargs"),
            *("vec_env_cls", "vec_env_kwargs", "monitor_kwargs", "wrapper_kwargs"),
        ),
        starts=Starts(
            when=Is("vec_env_cls", _SUBPROCESSES),
            method=StartMethod.FORKSERVER_OR_SPAWN,
            method_from="vec_env_kwargs[start_method]",
        ),
        returns=Instance("stable_baselines3.common.vec_env.VecEnv"),
        checked="stable-baselines3 2.9.2: common/env_util.py:40-52, 122-126",
        cases=("api_sb3_make_vec_env_subproc", "api_sb3_make_vec_env_default"),
    ),
    Api(
        name="stable_baselines3.common.vec_env.DummyVecEnv",
        aliases=("stable_baselines3.common.vec_env.dummy_vec_env.DummyVecEnv",),
        parameters=("env_fns",),
        checked="stable-baselines3 2.9.2: common/vec_env/dummy_vec_env.py",
        cases=("api_sb3_make_vec_env_default",),
        harmless="its environments run in this process",
    ),
)
