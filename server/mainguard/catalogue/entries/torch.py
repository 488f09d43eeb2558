"""PyTorch.  File and line of torch 2.13.0."""

from mainguard.catalogue.api import Api, Instance, MoreThan, Sends, StartMethod, Starts

REEXPORTS = {"torch.multiprocessing": "multiprocessing"}

_LOADER = "torch.utils.data.DataLoader"
_START = ("fn", "args", "nprocs", "join", "daemon", "start_method")

ENTRIES = (
    Api(
        name=_LOADER,
        aliases=("torch.utils.data.dataloader.DataLoader",),
        parameters=(
            "dataset",
            "batch_size",
            "shuffle",
            "sampler",
            "batch_sampler",
            "num_workers",
            "collate_fn",
            "pin_memory",
            "drop_last",
            "timeout",
            "worker_init_fn",
            "multiprocessing_context",
            "generator",
        ),
        returns=Instance(_LOADER, context="multiprocessing_context"),
        checked="torch 2.13.0: utils/data/dataloader.py:255-275, the constructor starts nothing",
        cases=("api_torch_dataloader_ctor",),
    ),
    Api(
        name=f"{_LOADER}.__iter__",
        starts=Starts(when=MoreThan("self.num_workers", 0)),
        checked="torch 2.13.0: utils/data/dataloader.py:434-438, 492-505",
        cases=("api_torch_dataloader_iter", "api_torch_dataloader_iter_workers0", "api_torch_dataloader_ctx_spawn"),
    ),
    Api(
        name="torch.multiprocessing.spawn",
        aliases=("torch.multiprocessing.spawn.spawn",),
        parameters=_START,
        starts=Starts(method=StartMethod.SPAWN),
        sends=Sends(("fn", "args")),
        checked="torch 2.13.0: multiprocessing/spawn.py:300-345, start_method= is ignored",
        cases=("api_torch_mp_spawn",),
    ),
    Api(
        name="torch.multiprocessing.start_processes",
        aliases=("torch.multiprocessing.spawn.start_processes",),
        parameters=_START,
        starts=Starts(method=StartMethod.SPAWN, method_from="start_method"),
        sends=Sends(("fn", "args")),
        checked="torch 2.13.0: multiprocessing/spawn.py:230-300",
        cases=("api_torch_mp_start_processes_fork",),
    ),
)
