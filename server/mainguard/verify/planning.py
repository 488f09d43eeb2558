"""Which children a file has: read off its replay, which runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mainguard.replay.modules import Modules, ProjectModule
from mainguard.replay.trace import ChildSeen, Text, Trace
from mainguard.verify.plan import Child


def children_of(trace: Trace, module: ProjectModule, modules: Modules) -> tuple[tuple[Path, Child], ...]:
    """What to run of ``module``, and as which child, for everything that its children do to be done.

    A file whose replay shows no child is run as the plainest one.
    """
    imports = tuple(dict.fromkeys(_imports(trace, module, modules)))
    mains = dict.fromkeys(child.main for child in trace.children if child.runs_main)
    if not mains and not any(_names(child, module, modules) for child in trace.children):
        return ((Path(module.key), Child(imports=imports)),)
    importers = tuple(_importers(trace, module, modules))
    sent = tuple(dict.fromkeys(lost.sent.name for lost in trace.lost_targets if lost.sent.is_findable))
    plans = []
    for main in mains or (module.key,):
        children = [child for child in trace.children if child.runs_main and child.main == main]
        is_module = main == module.key
        plans.append((Path(main), _merged(children, sent, imports if is_module else (), importers)))
    return tuple(plans)


def _merged(
    children: Sequence[ChildSeen],
    sent: tuple[str, ...],
    imports: tuple[tuple[str, str], ...],
    importers: tuple[tuple[str, int], ...],
) -> Child:
    """One child that does what all of them do; with none, one that only imports."""
    shared = frozenset.intersection(*(child.environment for child in children)) if children else frozenset()
    return Child(
        process_name=children[0].process_name if children else None,
        environment=tuple(sorted((name, text) for name, text in shared if text is not None)),
        runs_main=bool(children),
        unpickles=tuple(sorted(frozenset().union(*(child.unpickles for child in children)))),
        sent=sent if children else (),
        imports=imports,
        imported_by=importers,
        is_seen=True,
    )


def _importers(trace: Trace, module: ProjectModule, modules: Modules) -> Iterator[tuple[str, int]]:
    for child in trace.children:
        if child.start.module == module.key and not child.runs_main and _names(child, module, modules):
            yield module.key, module.tree.source.lines.line_of(child.start.span.start) + 1


def _imports(trace: Trace, module: ProjectModule, modules: Modules) -> Iterator[tuple[str, str]]:
    for child in trace.children:
        if child.import_string is not None and _leads_to(child.import_string, module, modules):
            name, _, attribute = child.import_string.partition(":")
            yield name, attribute
    for call in trace.calls:
        for argument in call.arguments.values():
            if isinstance(argument.value, Text) and _leads_to(argument.value.value, module, modules):
                name, _, attribute = argument.value.value.partition(":")
                yield name, attribute


def _names(child: ChildSeen, module: ProjectModule, modules: Modules) -> bool:
    return child.import_string is not None and _leads_to(child.import_string, module, modules)


def _leads_to(import_string: str, module: ProjectModule, modules: Modules) -> bool:
    name, colon, _ = import_string.partition(":")
    found = modules.find(name, module) if colon else None
    return found is not None and found.key == module.key
