"""What a program has to write so that it can come to start a process, by words alone.

Whatever a library starts, a program gets at through the library's own names: it calls one of its functions, or makes
an instance of one of its classes and calls a method of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mainguard.catalogue.api import Api, ContextFor, Decorator, Instance
from mainguard.catalogue.registry import Catalogue, is_about_starts

Needs = frozenset[str] | None
"""The words of which one has to be written somewhere as well; ``None`` when a word alone may be enough."""


class Word(NamedTuple):
    """What has to be written besides a word."""

    needs: Needs
    beside: frozenset[str] | None
    """The modules of which one has to be named in the same module; ``None`` when the package's name is enough."""


def source_words(catalogue: Catalogue) -> Mapping[str, Mapping[str, Word]]:
    """For each top-level package that starts processes, the last words of the functions and classes that it takes."""
    words: defaultdict[str, dict[str, Word]] = defaultdict(dict)
    methods = _methods(catalogue)
    for name, api in (*catalogue.by_name.items(), *catalogue.by_import.items()):
        package, *parts = name.split(".")
        if package not in catalogue.starting_words or _is_no_source(api) or any(map(_is_class, parts[:-1])):
            continue
        needs = _needs(api, catalogue, methods)
        if needs is None or needs:
            word = next(part for part in reversed((package, *parts)) if not part.startswith("__"))
            beside = frozenset(parts[-2:-1]) if len(parts) > 1 and not parts[-1].startswith("__") else None
            words[package][word] = _either(words[package].get(word), Word(needs, beside))
    for alias, real in catalogue.reexports.items():
        package, real_package = alias.partition(".")[0], real.partition(".")[0]
        handed_on = {word: Word(each.needs, None) for word, each in words[real_package].items()}
        words[package] = {**handed_on, **words[package]}
    return words


def _is_no_source(api: Api) -> bool:
    """Whether nothing can start without another of the package's names: settings alone do nothing."""
    sets_only = api.sets and not (api.starts or api.sends or api.serves or api.tags or api.needed_in_child)
    return bool(api.harmless or sets_only)


def _either(one: Word | None, other: Word) -> Word:
    if one is None:
        return other
    needs = None if one.needs is None or other.needs is None else one.needs | other.needs
    beside = None if one.beside is None or other.beside is None else one.beside | other.beside
    return Word(needs, beside)


def module_words(catalogue: Catalogue) -> Mapping[str, frozenset[str]]:
    """For each of these packages the parts of the names of its modules, its own name among them."""
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for name in (*catalogue.by_name, *catalogue.by_import, *catalogue.reexports):
        package, *rest = name.split(".")
        parts[package].update((package, *(part for part in rest[:-1] if not _is_class(part))))
    for alias in catalogue.reexports:
        package, *rest = alias.split(".")
        parts[package].update(rest)
    return {package: frozenset(found) for package, found in parts.items()}


def _methods(catalogue: Catalogue) -> Mapping[str, list[Api]]:
    """The methods that are known, by the canonical names of their classes."""
    methods: defaultdict[str, list[Api]] = defaultdict(list)
    for api in {id(api): api for api in catalogue.by_name.values()}.values():
        methods[api.name.rpartition(".")[0]].append(api)
    return methods


def _needs(api: Api, catalogue: Catalogue, methods: Mapping[str, list[Api]]) -> Needs:
    if is_about_starts(api):
        return None
    if isinstance(api.returns, ContextFor):
        # A context has the functions and classes of its package.
        package = f"{api.name.partition('.')[0]}."
        names = (name.rpartition(".")[2] for name in catalogue.by_name if name.startswith(package))
        return frozenset(filter(_is_class, names))
    needs: set[str] = set()
    for class_name in _classes(api, catalogue, methods):
        for method in methods.get(class_name, ()):
            if is_about_starts(method):
                last = method.name.rpartition(".")[2]
                if last.startswith("__"):
                    # An operator or a statement calls it, and nobody writes its name.
                    return None
                needs.add(last)
    return frozenset(needs)


def _classes(api: Api, catalogue: Catalogue, methods: Mapping[str, list[Api]]) -> Iterator[str]:
    """The classes whose instances can be had by calling ``api``, and by calling methods of those."""
    pending, seen = [api], {id(api)}
    while pending:
        current = pending.pop()
        yield current.name
        names = (*current.bases, *_returned(current))
        found = [catalogue.get(name) for name in names] + list(methods.get(current.name, ()))
        for name in names:
            yield name
            found += methods.get(name, ())
        for each in found:
            if each is not None and id(each) not in seen:
                seen.add(id(each))
                pending.append(each)


def _returned(api: Api) -> Iterator[str]:
    match api.returns:
        case Instance(of=name) | Decorator(makes=name) if name:
            yield name
        case _:
            return


def _is_class(part: str) -> bool:
    return part.lstrip("_")[:1].isupper()
