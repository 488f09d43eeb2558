"""Applies ``# mainguard: ignore[rule]`` comments, finds those that do nothing, and writes new ones.

A comment suppresses the findings that start on its line, and those of the statement that begins or ends on it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from mainguard.engine.comments import is_in_string
from mainguard.engine.directives import Directive, Scope, directives
from mainguard.engine.selection import close_rule, is_selector
from mainguard.engine.statements import statement_lines
from mainguard.fixes.fix import Fix, Safety
from mainguard.rules.registry import all_rules, rule_named
from mainguard.rules.rule import Context, Diagnostic, Rule
from mainguard.rules.suppression import unused_suppression
from mainguard.rules.suppression.unused_suppression import Suppression
from mainguard.syntax.tree import Tree
from mainguard.text.edits import Edit
from mainguard.text.source import Source
from mainguard.text.span import Span

_ENCODING = re.compile(r"[ \t\f]*#.*?coding[:=]")


def apply_suppressions(
    context: Context, findings: Sequence[Diagnostic], selected: Collection[Rule]
) -> tuple[Diagnostic, ...]:
    """``findings`` without the suppressed ones, followed by what is wrong with the suppressions themselves.

    Nothing is called unused on the word of a rule that is not ``selected``, nor while findings may be missing.
    """
    tree = context.module.tree
    found = directives(tree)
    if not found:
        return tuple(findings)
    matches = [(finding, _match(tree, found, finding)) for finding in findings]
    kept = [finding for finding, match in matches if match is None]
    if unused_suppression.RULE in selected:
        used = {match for _, match in matches if match is not None}
        complaints = _complaints(context, found, used, selected)
        kept += [complaint for complaint in complaints if _match(tree, found, complaint) is None]
    return tuple(kept)


def suppress_on_line(context: Context, diagnostic: Diagnostic) -> Fix:
    """Adds ``# mainguard: ignore[rule]`` to the line where the finding starts, joining a comment already there.

    Where that line cannot hold a comment (it ends inside a string or with a backslash), the last line of the
    statement takes it; where that cannot either, the head of the file does.
    """
    tree = context.module.tree
    lines = statement_lines(tree, diagnostic.span)
    edit = _joined(tree, diagnostic, Scope.LINE, lines) or _at_line_end(tree, diagnostic, lines[:2])
    if edit is None:
        return suppress_in_file(context, diagnostic)
    return Fix(f"Ignore {diagnostic.rule} on this line", Safety.SAFE, (edit,))


def suppress_in_file(context: Context, diagnostic: Diagnostic) -> Fix:
    """Adds ``# mainguard: ignore-file[rule]`` below the comments at the top of the file, or joins one of its kind."""
    tree = context.module.tree
    edit = _joined(tree, diagnostic, Scope.FILE) or _below_head(tree.source, diagnostic)
    return Fix(f"Ignore {diagnostic.rule} in this file", Safety.SAFE, (edit,))


def _match(tree: Tree, found: Sequence[Directive], finding: Diagnostic) -> Span | None:
    """The suppression of ``finding``, as the span of the name in it or of a bare one; those on its line come first."""
    lines = statement_lines(tree, finding.span) if any(one.scope is Scope.LINE for one in found) else ()
    near = [one for one in found if one.scope is Scope.LINE and one.line in lines]
    for directive in (*near, *(one for one in found if one.scope is Scope.FILE)):
        if directive.names is None:
            # Otherwise no bare suppression would ever be reported.
            if finding.rule != unused_suppression.RULE.name:
                return directive.span
        else:
            for name in directive.names:
                if name.text in (finding.rule, finding.code):
                    return name.span
    return None


def _complaints(
    context: Context, found: Sequence[Directive], used: Collection[Span], selected: Collection[Rule]
) -> Iterator[Diagnostic]:
    is_complete = not context.module.tree.is_broken and not context.trace.questions
    for directive in found:
        names = directive.names or ()
        spans = tuple(name.span for name in names)
        idle = []
        for name in names:
            rule = rule_named(name.text)
            if rule is None:
                meant, too_wide = close_rule(name.text), is_selector(name.text)
                subject = Suppression(directive.span, directive.comment, spans, name.span, meant, too_wide)
                yield unused_suppression.unknown(context, subject)
            elif is_complete and name.span not in used and rule in selected and rule != unused_suppression.RULE:
                idle.append(Suppression(directive.span, directive.comment, spans, name.span))
        if directive.names is None:
            does_nothing = is_complete and directive.span not in used and len(selected) == len(all_rules())
        else:
            does_nothing = len(idle) == len(names)
        if does_nothing:
            idle = [Suppression(directive.span, directive.comment, spans)]
        for subject in idle:
            yield unused_suppression.unused(context, subject)


def _joined(tree: Tree, diagnostic: Diagnostic, scope: Scope, lines: Collection[int] = ()) -> Edit | None:
    """Adds the rule to the names of a suppression that is already there."""
    for directive in directives(tree):
        if (
            directive.names is not None
            and directive.scope is scope
            and (scope is Scope.FILE or directive.line in lines)
        ):
            at = directive.names[-1].span.end if directive.names else directive.span.end - 1
            return Edit(Span(at, at), f", {diagnostic.rule}" if directive.names else diagnostic.rule)
    return None


def _at_line_end(tree: Tree, diagnostic: Diagnostic, lines: Sequence[int]) -> Edit | None:
    """A new comment on the first of ``lines`` that can hold one."""
    text, index = tree.source.text, tree.source.lines
    for line in lines:
        end = index.line_start(line) + len(index.line_text(line))
        if not is_in_string(tree, end) and not text.endswith("\\", 0, end):
            return Edit(Span(end, end), f"  # mainguard: ignore[{diagnostic.rule}]")
    return None


def _below_head(source: Source, diagnostic: Diagnostic) -> Edit:
    """A new line below the comments that the file begins with: shebang, encoding, licence."""
    lines = source.lines
    head = 2 if _ENCODING.match(lines.line_text(1)) else 0
    while lines.line_text(head).startswith("#"):
        head += 1
    at = lines.line_start(head)
    directive = f"# mainguard: ignore-file[{diagnostic.rule}]"
    is_at_line_start = at == 0 or source.text[at - 1] in "\r\n"
    return Edit(Span(at, at), directive + source.newline if is_at_line_start else source.newline + directive)
