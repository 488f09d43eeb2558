"""Command-line libraries: what turns a function into a command, and what runs it."""

from mainguard.catalogue.api import Api, Calls, Decorator, Instance, Registered, ResultOf

_CLICK = "click 8.1"
_TYPER = "typer 0.15"

ENTRIES = (
    Api(
        "click.command", aliases=("click.decorators.command", "rich_click.command"), returns=Decorator(), checked=_CLICK
    ),
    Api(
        "click.group",
        aliases=("click.decorators.group", "rich_click.group"),
        returns=Decorator(group="click.Group"),
        checked=_CLICK,
    ),
    *(
        Api(f"click.{name}", aliases=(f"rich_click.{name}",), returns=Decorator(exact=True), checked=_CLICK)
        for name in (
            "option",
            "argument",
            "version_option",
            "help_option",
            "pass_context",
            "pass_obj",
            "password_option",
            "confirmation_option",
        )
    ),
    Api("click.Group", returns=Instance("click.Group"), checked=_CLICK),
    Api("click.Group.command", returns=Decorator(), registers="f", parameters=("name",), checked=_CLICK),
    Api(
        "click.Group.group", returns=Decorator(group="click.Group"), registers="f", parameters=("name",), checked=_CLICK
    ),
    Api("click.Group.add_command", parameters=("cmd",), registers="cmd", checked=_CLICK),
    Api("click.Group.__call__", calls_registered=Registered.ONE, checked=_CLICK),
    Api("click.Group.main", calls_registered=Registered.ONE, checked=_CLICK),
    Api("typer.run", aliases=("typer.main.run",), parameters=("function",), calls=Calls("function"), checked=_TYPER),
    Api("typer.Typer", aliases=("typer.main.Typer",), returns=Instance("typer.Typer"), checked=_TYPER),
    Api("typer.Typer.command", returns=Decorator(), registers="f", parameters=("name",), checked=_TYPER),
    Api("typer.Typer.callback", returns=Decorator(), registers="f", checked=_TYPER),
    Api("typer.Typer.add_typer", parameters=("typer_instance",), registers="typer_instance", checked=_TYPER),
    Api("typer.Typer.__call__", calls_registered=Registered.ONE, checked=_TYPER),
    Api(
        "fire.Fire",
        aliases=("fire.core.Fire",),
        parameters=("component",),
        calls=Calls("component"),
        checked="fire 0.7",
    ),
    Api("absl.app.run", parameters=("main",), calls=Calls("main"), checked="read: absl/app.py, run"),
    Api(
        "anyio.run",
        parameters=("func",),
        calls=Calls("func", passes_rest=True, awaits=True),
        returns=ResultOf("func"),
        checked="anyio 4",
    ),
    Api(
        "trio.run",
        parameters=("async_fn",),
        calls=Calls("async_fn", passes_rest=True, awaits=True),
        returns=ResultOf("async_fn"),
        checked="trio 0.27",
    ),
    *(
        entry
        for opens, group, function, checked in (
            ("trio.open_nursery", "trio.Nursery", "async_fn", "trio 0.27"),
            ("anyio.create_task_group", "anyio.abc.TaskGroup", "func", "anyio 4"),
        )
        for entry in (
            Api(opens, returns=Instance(group), checked=checked),
            *(
                Api(
                    f"{group}.{method}",
                    parameters=(function,),
                    calls=Calls(function, passes_rest=True, awaits=True),
                    checked=checked,
                )
                for method in ("start_soon", "start")
            ),
        )
    ),
    Api("uvloop.run", parameters=("main",), calls=Calls("main"), checked="uvloop 0.21"),
    Api("hydra.main", returns=Decorator(), checked="read: hydra/main.py"),
)
