"""``uvicorn.run(app, reload=True)``: an object where the reloader and the workers need an import string."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.trace import ApiCall, Argument, Certainty, ObjectNamed
from mainguard.rules.calls import calls_here, is_more_than, is_outside, is_text, is_true
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.wording import CONSEQUENCE_WITHIN, call_text, first_that_fits, in_order, shortened, value_text
from mainguard.text.edits import Edit

_EXITS = "exits with status 3"
_RUNNING = "__main__"
"""The name of whatever is run: in the process that uvicorn starts, that is no longer this module."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Every ``uvicorn.run`` in this module whose application is known to be no string."""
    found: dict[int, Diagnostic] = {}
    for call in calls_here(context, "uvicorn-run"):
        app = call.arguments.get("app")
        if app is None or is_text(context, app) is not False:
            continue
        reload, workers = is_true(call, "reload"), is_more_than(call, "workers", 1)
        is_certain = bool(reload or workers)
        if not is_certain and (not call.is_complete or (reload is False and workers is False)):
            continue
        known = found.get(call.call.start)
        if known is None or (is_certain and known.certainty is Certainty.POSSIBLE):
            found[call.call.start] = _diagnostic(context, call, app, is_certain=is_certain)
    yield from found.values()


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Write the import string in place of the object."""
    call = diagnostic.subject
    if not isinstance(call, ApiCall):
        return
    app = call.arguments["app"]
    string = _import_string(context, app)
    if string is None or app.span is None:
        return
    if diagnostic.certainty is Certainty.POSSIBLE:
        why = "without reload or workers, the module is imported a second time"
    elif "." in string.partition(":")[0] or _is_from_outside(context, app):
        why = f"`{string.partition(':')[0]}` must be importable where the program is started"
    else:
        why = ""
    safety = Safety.UNSAFE if why else Safety.SAFE
    yield Fix(f'Use the import string `"{string}"`', safety, (Edit(app.span, f'"{string}"'),), why_unsafe=why)


def _is_from_outside(context: Context, app: Argument) -> bool:
    return isinstance(app.value, ObjectNamed) and is_outside(context, app.value.module)


def _diagnostic(context: Context, call: ApiCall, app: Argument, *, is_certain: bool) -> Diagnostic:
    deciding = [name for name, on in _switches(call).items() if on is not False]
    condition = "" if is_certain else f" if {' or '.join(_conditions(context, call, deciding))}"
    shown = call_text(context, call.site.name, call, deciding, CONSEQUENCE_WITHIN - len(_EXITS) - 3)
    return Diagnostic(
        RULE.name,
        RULE.code,
        RULE.severity if is_certain else Severity.WARNING,
        app.span or call.site.span,
        first_that_fits([f"`{shown}` {_EXITS}{condition}: {_advice(context, call, app)}"]),
        certainty=Certainty.CERTAIN if is_certain else Certainty.POSSIBLE,
        api=call.api.name,
        subject=call,
    )


def _switches(call: ApiCall) -> dict[str, bool | None]:
    return {"reload": is_true(call, "reload"), "workers": is_more_than(call, "workers", 1)}


def _conditions(context: Context, call: ApiCall, deciding: list[str]) -> Iterator[str]:
    for name in deciding:
        yield f"`{value_text(context, call, name)}` is {'true' if name == 'reload' else 'more than 1'}"


def _advice(context: Context, call: ApiCall, app: Argument) -> str:
    switches = [f"`{name}`" for name, on in _switches(call).items() if on is not False]
    needs = f"{in_order(switches)} {'needs' if len(switches) == 1 else 'need'}"
    string = _import_string(context, app)
    if string is not None:
        return f'{needs} the import string `"{shortened(string)}"`, not the object'
    if context.module.is_notebook:
        return f"{needs} an import string, and a notebook cannot be imported; move the application to a module"
    if context.module.name == _RUNNING:
        return f"{needs} an import string, and `{_RUNNING}` is another module there; move the application to a module"
    if isinstance(app.value, ObjectNamed) and app.value.name and app.value.module == context.module.key:
        return f"{needs} an import string; bind `{shortened(app.value.name)}` where an import of the module reaches it"
    example = f'"{shortened(context.module.name)}:app"'
    return f"{needs} an import string such as `{example}`; bind the application to a name first"


def _import_string(context: Context, app: Argument) -> str | None:
    """``"module:name"`` for an object that an import of its module brings back."""
    value = app.value
    if not isinstance(value, ObjectNamed) or value.name is None or value.import_name in ("", _RUNNING):
        return None
    if value.module == context.module.key:
        bound = context.trace.names_bound_on_import
        is_importable = context.module.key.endswith((".py", ".pyw"))
        if not is_importable or bound is None or value.name not in bound:
            return None
    return f"{value.import_name}:{value.name}"


RULE = Rule(
    name="app-object-with-reload",
    code="MG102",
    family="uvicorn",
    summary="detects an application object passed to uvicorn with reload or workers, which need an import string",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
