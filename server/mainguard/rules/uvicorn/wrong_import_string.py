"""``uvicorn.run("mian:app")``: an import string that names nothing in the project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.trace import ApiCall, Literal, Text
from mainguard.rules.calls import calls_here
from mainguard.rules.import_strings import Fault, fault
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.wording import CONSEQUENCE_WITHIN, callee_text, shortened, source_of
from mainguard.text.edits import Edit
from mainguard.text.span import Span

_CANNOT_LOAD = "cannot load its app"
_PLAIN_STRING = re.compile(r"""[rRuU]?(?:"[^"\\\r\n]*"|'[^'\\\r\n]*')""")


def check(context: Context) -> Iterator[Diagnostic]:
    """Every import string in a call of uvicorn's in this module that names nothing."""
    seen = set()
    for call in calls_here(context, "uvicorn-run"):
        app = call.arguments.get("app")
        if app is None or not isinstance(app.value, Text):
            continue
        span, string = app.span or call.site.span, app.value.value
        if (span, string) not in seen and not _searches_elsewhere(call):
            seen.add((span, string))
            found = fault(context, string)
            if found is not None:
                yield _diagnostic(call, string, found, span)


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Write the one string that can have been meant, where a plain literal stands at the call."""
    candidate = diagnostic.subject
    written = source_of(context, diagnostic.span)
    if isinstance(candidate, str) and _PLAIN_STRING.fullmatch(written):
        opening = written.index(written[-1]) + 1
        edit = Edit(Span(diagnostic.span.start + opening, diagnostic.span.end - 1), candidate)
        yield Fix(f'Change to `"{candidate}"`', Safety.UNSAFE, (edit,), why_unsafe=f"`{candidate}` is a guess")


def _diagnostic(call: ApiCall, string: str, found: Fault, span: Span) -> Diagnostic:
    guess = f'; did you mean `"{shortened(found.candidate)}"`?' if found.candidate else ""
    longest = CONSEQUENCE_WITHIN - len(_CANNOT_LOAD) - 3
    shown = _call_with(callee_text(call.site.name, longest // 2), string, longest)
    return Diagnostic(
        RULE.name,
        RULE.code,
        RULE.severity,
        span,
        f"`{shown}` {_CANNOT_LOAD}: {found.reason}{guess}",
        certainty=found.certainty,
        api=call.api.name,
        subject=found.candidate,
    )


def _call_with(callee: str, string: str, longest: int) -> str:
    return f'{callee}("{shortened(string, longest - len(callee) - 4)}")'


def _searches_elsewhere(call: ApiCall) -> bool:
    """Whether ``app_dir`` may put a folder in front of the import path, which decides what a module's name means."""
    app_dir = call.arguments.get("app_dir")
    return not call.is_complete or (app_dir is not None and app_dir.value != Literal(None))


RULE = Rule(
    name="wrong-import-string",
    code="MG103",
    family="uvicorn",
    summary="detects import strings passed to uvicorn that name no module or attribute of the project",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
