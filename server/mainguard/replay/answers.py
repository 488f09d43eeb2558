"""What a replay was answered by those around it, so that it need not be made again while the answers are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter

from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.syntax.tree import Tree

_Found = ProjectModule | None


@dataclass(eq=False)
class AnsweredModules:
    """The modules of ``asked``, each question passed on once."""

    asked: Modules
    _found: dict[tuple[str, int, tuple[str, ...] | None], tuple[ProjectModule, _Found]] = field(default_factory=dict)
    """By name, identity of the importer, which is kept, and search path."""
    _installed: dict[str, _Found] = field(default_factory=dict)
    _may_start: dict[int, tuple[ProjectModule, bool]] = field(default_factory=dict)
    """By identity of the module, which is kept."""
    _names_in: dict[tuple[str, int], tuple[ProjectModule, frozenset[str]]] = field(default_factory=dict)
    """By folder and identity of the main module, which is kept."""
    _edition: object = None
    """Of the modules by which all of the answers were confirmed last."""

    @property
    def edition(self) -> object:
        """As ``Modules.edition``."""
        return self.asked.edition

    def find(
        self, name: str, importer: ProjectModule, search_path: Sequence[str] | None = None
    ) -> ProjectModule | None:
        """As ``Modules.find``."""
        key = (name, id(importer), None if search_path is None else tuple(search_path))
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = importer, self.asked.find(name, importer, search_path)
        return known[1]

    def names_in(self, folder: str, main: ProjectModule) -> frozenset[str]:
        """As ``Modules.names_in``."""
        known = self._names_in.get((folder, id(main)))
        if known is None:
            known = self._names_in[folder, id(main)] = main, self.asked.names_in(folder, main)
        return known[1]

    def installed(self, name: str) -> ProjectModule | None:
        """As ``Modules.installed``."""
        if name not in self._installed:
            self._installed[name] = self.asked.installed(name)
        return self._installed[name]

    def may_start(self, module: ProjectModule) -> bool:
        """As ``Modules.may_start``."""
        known = self._may_start.get(id(module))
        if known is None:
            known = self._may_start[id(module)] = module, self.asked.may_start(module)
        return known[1]

    def copy(self) -> AnsweredModules:
        """The same answers, whatever is asked from now on."""
        return AnsweredModules(
            self.asked, dict(self._found), dict(self._installed), dict(self._may_start), dict(self._names_in)
        )

    def of(self, modules: Modules, main: ProjectModule) -> AnsweredModules:
        """The same answers, to what ``main`` asks and where they are ``main``: it was another text that asked.

        Nothing is left of that text, or each keystroke would leave one.
        """
        present = {id(main): main}
        answers: list[tuple[str, tuple[str, ...] | None, ProjectModule, _Found]] = []
        for (name, _, path), (importer, found) in self._found.items():
            now = modules.find(name, importer, path) if found is not None and found.key == main.key else found
            if now is not None and now.key == main.key:
                present[id(now)] = now
            answers.append((name, path, importer, now))

        def asking(module: ProjectModule) -> ProjectModule:
            same = (each for each in present.values() if module.key == each.key and is_same_module(module, each))
            return next(same, module)

        found_now = {(name, id(by := asking(asker)), path): (by, now) for name, path, asker, now in answers}
        names = ((folder, asking(asker), known) for (folder, _), (asker, known) in self._names_in.items())
        names_in = {(folder, id(by)): (by, known) for folder, by, known in names}
        return AnsweredModules(modules, found_now, dict(self._installed), dict(self._may_start), names_in)

    def are_same(self, modules: Modules, before: Tree, now: Tree) -> bool:
        """Whether ``modules`` answer all questions the same, where ``now`` stands for what was ``before``.

        Nobody may ask anything more of these.
        """
        edition = modules.edition
        if edition is not None and edition is self._edition:
            return True
        if not self._answer_alike(modules, before, now):
            return False
        self._edition = edition if modules.edition is edition else None
        return True

    def _answer_alike(self, modules: Modules, before: Tree, now: Tree) -> bool:
        return (
            all(
                _is_same(found, modules.find(name, importer, path), before, now)
                for (name, _, path), (importer, found) in self._found.items()
            )
            and all(_is_same(found, modules.installed(name), before, now) for name, found in self._installed.items())
            and all(modules.may_start(module) == answer for module, answer in self._may_start.values())
            and all(modules.names_in(folder, main) == names for (folder, _), (main, names) in self._names_in.items())
        )


def _is_same(found: _Found, other: _Found, before: Tree, now: Tree) -> bool:
    if found is None or other is None:
        return found is other
    is_same_tree = other.tree is (now if found.tree is before else found.tree)
    return found is other or (is_same_tree and is_same_module(found, other))


def is_same_module(one: ProjectModule, other: ProjectModule) -> bool:
    """Whether nothing but their texts tells two modules apart."""
    return _beside_text(one) == _beside_text(other)


_beside_text = attrgetter(*(each.name for each in fields(ProjectModule) if each.name != "tree"))


@dataclass(eq=False)
class AnsweredResolver:
    """The resolver ``asked``, each question passed on once."""

    asked: Resolver
    _names: dict[str, str | None] = field(default_factory=dict)

    def canonical(self, dotted: str) -> str | None:
        """As ``Resolver.canonical``."""
        if dotted not in self._names:
            self._names[dotted] = self.asked.canonical(dotted)
        return self._names[dotted]

    def copy(self) -> AnsweredResolver:
        """The same answers, whatever is asked from now on."""
        return AnsweredResolver(self.asked, dict(self._names))

    def of(self, resolver: Resolver) -> AnsweredResolver:
        """The same answers, which are those of ``resolver``."""
        return AnsweredResolver(resolver, dict(self._names))

    def is_same(self, resolver: Resolver) -> bool:
        """Whether ``resolver`` answers all questions the same."""
        return all(resolver.canonical(dotted) == answer for dotted, answer in self._names.items())
