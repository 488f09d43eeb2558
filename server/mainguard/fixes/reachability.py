"""Sums over everything that can be reached in a graph of names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from mainguard.fixes.uses import NOTHING, Uses


def accumulated(own: Mapping[str, Uses], leads_to: Mapping[str, Collection[str]]) -> Mapping[str, Uses]:
    """For each name what it and all names that it leads to, directly or not, do; names that do nothing left out.

    Takes time in proportion to the graph: names that lead to each other are taken together (Tarjan's strongly
    connected components), and each component is summed up once.
    """
    sums: dict[str, Uses] = {}
    for component in _components(leads_to):
        total = NOTHING
        for name in component:
            total = _sum(total, own.get(name, NOTHING))
            for other in leads_to.get(name, ()):
                total = _sum(total, sums.get(other, NOTHING))
        if total is not NOTHING:
            sums.update(dict.fromkeys(component, total))
    return sums


def _sum(one: Uses, other: Uses) -> Uses:
    return other if one is NOTHING else one | other


def _components(graph: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """The strongly connected components, each after those that it leads to."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    position: dict[str, int] = {}
    """Where a name stands on the stack; only names that do."""
    path: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        order[name] = lowest[name] = len(order)
        position[name] = len(stack)
        stack.append(name)
        path.append((name, iter(graph[name])))

    for root in graph:
        if root not in order:
            enter(root)
        while path:
            name, others = path[-1]
            for other in others:
                if other in position:
                    lowest[name] = min(lowest[name], order[other])
                elif other in graph and other not in order:
                    enter(other)
                    break
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[name])
                if lowest[name] == order[name]:
                    component = stack[position[name] :]
                    del stack[position[name] :]
                    for each in component:
                        del position[each]
                    yield component
