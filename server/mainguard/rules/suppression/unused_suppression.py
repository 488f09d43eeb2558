"""Suppression comments that suppress nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mainguard.fixes.fix import Fix, Safety
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.wording import shortened
from mainguard.text.edits import Edit
from mainguard.text.span import Span


@dataclass(frozen=True, slots=True)
class Suppression:
    """A suppression comment, or one name in it, that does nothing."""

    directive: Span
    """From its ``#`` to the closing bracket."""
    comment: Span
    names: tuple[Span, ...] = ()
    """Every name between the brackets."""
    name: Span | None = None
    """The one that does nothing; ``None`` for all."""
    meant: str | None = None
    """The rule that an unknown name was probably meant to be."""
    is_selector: bool = False
    """Whether an unknown name is a family or the beginning of a code, which only ``select`` takes."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Find nothing: what is unused is known when all other rules have reported, so the engine calls ``unused``."""
    del context
    return iter(())


def unused(context: Context, suppression: Suppression) -> Diagnostic:
    """The finding for a suppression of a known rule that has nothing to suppress."""
    text = context.module.tree.source.text
    if suppression.name is not None:
        message = f"{_idle(_at(text, suppression.name))}: it does not occur here"
    elif _is_alone(context, suppression.comment) and "ignore-file" not in _at(text, suppression.directive):
        message = f"{_idle(_directive(context, suppression))}: there is no code on its line"
    else:
        message = _idle(_directive(context, suppression))
    return _diagnostic(suppression, message)


def unknown(context: Context, suppression: Suppression) -> Diagnostic:
    """The finding for a name that is no rule's."""
    name = _at(context.module.tree.source.text, suppression.name or suppression.directive)
    if suppression.is_selector:
        return _diagnostic(suppression, f"{_idle(name)}: a suppression takes the names or codes of rules")
    guess = f"; did you mean `{suppression.meant}`?" if suppression.meant else ""
    return _diagnostic(suppression, f"{_idle(name)}: it is no rule of mainguard{guess}")


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Remove the comment or the one name in it; correct a name that is close to a rule's."""
    suppression = diagnostic.subject
    if not isinstance(suppression, Suppression):
        return
    if suppression.name and suppression.meant:
        edit = Edit(suppression.name, suppression.meant)
        title = f"Change to `{suppression.meant}`"
        yield Fix(title, Safety.UNSAFE, (edit,), why_unsafe="it may hide a finding that is shown now")
    elif suppression.name and len(suppression.names) > 1:
        name = _at(context.module.tree.source.text, suppression.name)
        yield Fix(f"Remove `{name}` from the suppression", Safety.SAFE, (_without_name(suppression),))
    else:
        yield Fix("Remove the suppression", Safety.SAFE, (_without_directive(context, suppression),))


def _idle(what: str) -> str:
    return f"`{shortened(what)}` suppresses nothing"


def _directive(context: Context, suppression: Suppression) -> str:
    """``ignore[unguarded-reload]``, without what every suppression begins with."""
    return _at(context.module.tree.source.text, suppression.directive).partition(":")[2].strip()


def _diagnostic(suppression: Suppression, message: str) -> Diagnostic:
    span = suppression.name or suppression.directive
    return Diagnostic(RULE.name, RULE.code, RULE.severity, span, message, is_unnecessary=True, subject=suppression)


def _without_name(suppression: Suppression) -> Edit:
    """Removes the name and the comma that parts it from its neighbour."""
    names = suppression.names
    at = names.index(suppression.name or names[0])
    if at + 1 < len(names):
        return Edit(Span(names[at].start, names[at + 1].start), "")
    return Edit(Span(names[at - 1].end, names[at].end), "")


def _without_directive(context: Context, suppression: Suppression) -> Edit:
    """Removes the suppression; what else the comment says stays, and a line that held nothing else goes."""
    source = context.module.tree.source
    text, directive, comment = source.text, suppression.directive, suppression.comment
    rest = text[directive.end : comment.end].strip()
    if rest:
        return Edit(Span(directive.start, comment.end), rest if rest.startswith("#") else f"# {rest}")
    line = source.lines.line_of(comment.start)
    if directive.start == comment.start and _is_alone(context, comment):
        return Edit(Span(source.lines.line_start(line), source.lines.line_start(line + 1)), "")
    start = source.lines.line_start(line)
    return Edit(Span(start + len(text[start : directive.start].rstrip()), comment.end), "")


def _is_alone(context: Context, comment: Span) -> bool:
    source = context.module.tree.source
    start = source.lines.line_start(source.lines.line_of(comment.start))
    return not source.text[start : comment.start].strip()


def _at(text: str, span: Span) -> str:
    return text[span.start : span.end]


RULE = Rule(
    name="unused-suppression",
    code="MG901",
    family="suppression",
    summary="detects suppression comments that suppress nothing",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
