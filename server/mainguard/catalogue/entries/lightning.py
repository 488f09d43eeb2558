"""Lightning.  File and line of lightning 2.6.6."""

from mainguard.catalogue.api import (
    AnyOf,
    Api,
    Calls,
    Equals,
    Instance,
    Matches,
    StartMethod,
    Starts,
)

REEXPORTS = {"lightning.pytorch": "pytorch_lightning"}

_TRAINER = "lightning.Trainer"
_STRATEGY = "lightning.pytorch.strategies.DDPStrategy"
_SPAWNS = AnyOf(
    (Matches("self.strategy", "ddp_spawn.*"), Equals("self.strategy.start_method", ("spawn", "forkserver"))),
)
_RUNS = {"fit": "train_dataloaders", "validate": "dataloaders", "test": "dataloaders", "predict": "dataloaders"}

ENTRIES = (
    Api(
        name=_TRAINER,
        aliases=("pytorch_lightning.Trainer", "pytorch_lightning.trainer.trainer.Trainer"),
        returns=Instance(_TRAINER),
        checked="lightning 2.6.6: pytorch/trainer/trainer.py:91, the constructor starts nothing",
        cases=("api_lightning_trainer_ctor",),
    ),
    *(
        Api(
            name=f"{_TRAINER}.{method}",
            parameters=("model", loaders),
            starts=Starts(when=_SPAWNS, method=StartMethod.SPAWN),
            calls=Calls(loaders, method_of_argument="__iter__"),
            checked="lightning 2.6.6: pytorch/strategies/ddp.py:147-150 and 372-405, "
            "pytorch/strategies/launchers/multiprocessing.py:109-140",
            cases=("api_lightning_ddp_spawn", "api_lightning_ddp_fork", "api_lightning_ddp"),
        )
        for method, loaders in _RUNS.items()
    ),
    Api(
        name=_STRATEGY,
        aliases=("pytorch_lightning.strategies.DDPStrategy", "pytorch_lightning.strategies.ddp.DDPStrategy"),
        returns=Instance(_STRATEGY),
        checked="lightning 2.6.6: pytorch/strategies/ddp.py:84",
    ),
)
