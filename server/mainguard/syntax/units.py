"""What of a text runs together: the module's own code, and functions and classes by the names that get at them.

Read off the text with regular expressions, which takes a fraction of the time of parsing it.  Where they cannot tell,
code counts to what surrounds it, which runs whenever the code itself could.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from mainguard.syntax.imports import Imported, imported, without_imports

_TRIPLE = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""' + r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
_SINGLE = r'"(?!"")[^"\\\n]*(?:\\.[^"\\\n]*)*"' + r"|'(?!'')[^'\\\n]*(?:\\.[^'\\\n]*)*'"
_NOISE = re.compile(rf"((?<=[fF])(?:{_TRIPLE})|(?<=[fF][rR])(?:{_TRIPLE})|{_SINGLE})|#[^\n]*|{_TRIPLE}", re.DOTALL)
"""Comments, triple-quoted strings, and as a group the strings that stay."""
_STRING = re.compile(rf"((?<=[fF])(?:{_SINGLE})|(?<=[fF][rR])(?:{_SINGLE}))|{_SINGLE}", re.DOTALL)
_HEADER = re.compile(
    r"^(?P<indent>[ \t]*)(?:"
    r"(?P<guard>if[ \t]*\(?[ \t]*__name__[ \t]*==[ \t]*[\"']__main__[\"'][ \t]*\)?[ \t]*:)"
    r"|(?P<typing>if[ \t]+(?:\w+\.)?TYPE_CHECKING[ \t]*:)"
    r"|@[ \t]*(?P<decorator>[\w.]*)"
    r"|(?P<table>\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?=[\[{(])"
    r"|(?:async[ \t]+)?(?P<kind>def|class)[ \t]+(?P<name>\w+)[ \t]*(?:\[[^\n]*?\][ \t]*)?(?=[(:]))",
    re.MULTILINE,
)
_BRACKET = re.compile(rf"{_SINGLE}|[()\[\]{{}}]", re.DOTALL)
_REST_OF_LINE = re.compile(r"[ \t]*(?:\n|\Z)")
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_NAME = re.compile(r"\.[^\W\d]\w*|[^\W\d]\w*\b(?![ \t]*=(?!=))")
"""A name that is read, an attribute with its dot; names of keyword arguments and of assigned variables are none."""
_WORD = re.compile(r"[^\W\d]\w*")
_BY_NAME = frozenset(
    (
        *("getattr", "globals", "locals", "vars", "__dict__", "methodcaller", "attrgetter", "exec", "eval"),
        *("import_module", "__import__", "import_string", "run_module", "run_path", "modules"),
    )
)
"""What gets at things by names that are strings."""
_ALL_NAMES = re.compile(r"\b(?:(?:globals|locals|vars|dir)[ \t]*\(|__dict__\b|getmembers\b)")
_WORDS_FOR_ALL_NAMES = frozenset(("globals", "locals", "vars", "dir", "__dict__", "getmembers"))
_WRITES_DOWN = re.compile(
    r"\.(?:append|add|insert|extend|update|setdefault|register|connect|subscribe|put)\w*\s*\(|\]\s*=(?!=)"
)
_ENUM = re.compile(r"(?:Enum|Flag)$")
"""A class whose instances are made with it."""
_ANNOTATION = re.compile(r":[^=,()]*")
_ALIAS = re.compile(r"\b(\w+)[ \t]+as[ \t]+(\w+)")
_CALLED_BY_OTHERS = re.compile(
    r"(?:run|main|start|default|emit|format|filter|handle\w*|handler|setup|teardown|finish|setUp\w*|tearDown\w*"
    r"|test\w*|do_\w+|visit_\w+|generic_visit|on_\w+|add_arguments|execute|invoke|ready|send|throw|close|write|read)$"
)
"""Methods that a base class of somebody else's may call."""
_PLAIN_ROOTS = frozenset(
    ("abc", "contextlib", "dataclasses", "enum", "functools", "hypothesis", "numba", "pytest", "typing", "unittest")
)
_PLAIN_DECORATORS = frozenset(
    (
        *("abstractclassmethod", "abstractmethod", "abstractproperty", "abstractstaticmethod"),
        *("asynccontextmanager", "cache", "cached_property", "classmethod", "contextmanager", "coroutine"),
        *("dataclass", "deleter", "deprecated", "final", "getter", "jit", "lru_cache", "njit"),
        *("no_type_check", "overload", "override", "property", "recursive_repr", "runtime_checkable"),
        *("setter", "staticmethod", "total_ordering", "unique", "wraps"),
    )
)
"""Decorators that do not call what they decorate before somebody does."""


@dataclass(frozen=True, eq=False)
class Unit:
    """Code of which all may run when some does."""

    text: str
    """Without comments and triple-quoted strings."""
    also: frozenset[str] = frozenset()
    """Names that it gets at besides those that it reads."""
    methods: Mapping[str, Sequence[Unit]] = field(default_factory=dict)
    """Of a class its methods, by their names: nobody calls one who does not get at the class."""

    @cached_property
    def words(self) -> frozenset[str]:
        """All words, those in strings among them."""
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def mentions(self) -> frozenset[str]:
        """The names that it reads, outside of imports, attributes with a dot in front.

        Where strings may name things, they count as attributes.
        """
        text = without_imports(self.text) if "import" in self.words else self.text
        code = _STRING.sub(r'"\1"', text)
        found = self.also.union(_NAME.findall(code))
        if _BY_NAME.isdisjoint(self.words) or _BY_NAME.isdisjoint(_WORD.findall(code)):
            return found
        return found.union(f".{word}" for word in _WORD.findall(text))

    @cached_property
    def imported_names(self) -> frozenset[str]:
        """The names that it takes from modules, ``*`` for all."""
        return frozenset(name for each in self.imports for name in each.names)

    @cached_property
    def imports(self) -> tuple[Imported, ...]:
        """What it may import."""
        return tuple(imported(self.text)) if "import" in self.words else ()

    @cached_property
    def aliases(self) -> tuple[tuple[str, str], ...]:
        """What it imports, or names otherwise, under another name: the real name and the other one."""
        return tuple(_ALIAS.findall(self.text)) if "as" in self.words else ()


@dataclass(frozen=True, eq=False)
class Units:
    """The units of a module."""

    own: Unit
    """What runs whenever the module does."""
    if_main: Unit | None
    """What is below ``if __name__ == "__main__":``."""
    named: Mapping[str, Sequence[Unit]]
    """The functions and classes by their names.

    ``C:`` is what runs when a class inherits from ``C``, ``C>`` the classes that do, ``@d`` is what ``d`` decorates, if
    ``d`` gives it to others, and ``.m`` is what the module's ``__getattr__`` imports as ``m``."""
    decorators: frozenset[str]
    """The decorators, by their last names, that may do so."""


def units_of(text: str, *, is_main: bool = False) -> Units:
    """The units of ``text``; in the main module anybody may call what is decorated."""
    return _Cut(_without_noise(text), is_main=is_main).units()


def is_special(name: str) -> bool:
    """Whether ``name`` means the same in all modules: see ``Units.named``."""
    return name[0] in "@." or name[-1] in ":>"


def gets_at_everything(unit: Unit) -> bool:
    """Whether code may get at things by names that stand nowhere: it asks which names there are."""
    return not _WORDS_FOR_ALL_NAMES.isdisjoint(unit.words) and _ALL_NAMES.search(unit.text) is not None


def gives_to_others(unit: Unit) -> bool:
    """Whether a decorator may give what it decorates to others, which then may call it: it writes it down."""
    return _WRITES_DOWN.search(unit.text) is not None


def _without_noise(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text:
        text = text.replace("\f", "")
    text = _NOISE.sub(r"\1", text)
    return text.replace("\\\n", " ") if "\\\n" in text else text


@lru_cache(maxsize=64)
def _dedent(indent: int) -> re.Pattern[str]:
    """A line of code that is indented by no more than ``indent``."""
    return re.compile(rf"^[ \t]{{0,{indent}}}[^\s)\]}}]", re.MULTILINE)


@dataclass
class _Class:
    """A class whose body the cut is in."""

    name: str
    end: int
    has_bases: bool
    dunders: list[str] = field(default_factory=list)
    methods: dict[str, list[Unit]] = field(default_factory=dict)


class _Cut:
    """The cut of one text."""

    def __init__(self, text: str, *, is_main: bool) -> None:
        self._text = text
        self._is_main = is_main
        self._own: list[str] = []
        self._also: set[str] = set()
        self._if_main: list[str] = []
        self._named: dict[str, list[Unit]] = {}
        self._decorators: set[str] = set()
        self._classes: list[_Class] = []
        self._decorating: list[str] = []
        self._at = 0

    def units(self) -> Units:
        """All of them."""
        for header in _HEADER.finditer(self._text):
            if header.start() >= self._at:
                self._leave_classes(header.start())
                self._take(header)
        self._leave_classes(len(self._text))
        self._own.append(self._text[self._at :])
        own = Unit("\n".join(self._own), frozenset(self._also))
        if_main = Unit("\n".join(self._if_main)) if self._if_main else None
        return Units(own, if_main, self._named, frozenset(self._decorators))

    def _take(self, header: re.Match[str]) -> None:
        if header["decorator"] is not None:
            self._decorating.append(header["decorator"])
            return
        if header["table"]:
            self._take_table(header)
            return
        decorators, self._decorating = _special(self._decorating), []
        if header["guard"]:
            if not header["indent"]:
                self._if_main.append(self._cut_out(header, header.end()))
        elif header["typing"]:
            self._cut_out(header, header.end())
        elif header["kind"] == "def":
            self._take_function(header, decorators)
        else:
            self._take_class(header, decorators)

    def _cut_out(self, header: re.Match[str], start: int) -> str:
        """The suite that starts there below the header; what is in front of it is the module's own."""
        self._own.append(self._text[self._at : header.start()])
        self._at = self._end(header, start)
        return self._text[start : self._at]

    def _end(self, header: re.Match[str], start: int) -> int:
        found = _dedent(len(header["indent"])).search(self._text, start)
        return found.start() if found else len(self._text)

    def _given(self, header: re.Match[str]) -> tuple[str, int]:
        """What stands in parentheses in the header, with them, and where the header ends."""
        start = header.end()
        end = self._closed(start) if self._text.startswith("(", start) else start
        return self._text[start:end], self._text.find(":", end) + 1 or len(self._text)

    def _closed(self, start: int) -> int:
        """Where the bracket ends that opens at ``start``."""
        depth = 0
        for found in _BRACKET.finditer(self._text, start):
            depth += _DEPTH.get(found.group(), 0)
            if not depth and found.group() in _DEPTH:
                return found.end()
        return start

    def _take_table(self, header: re.Match[str]) -> None:
        """A table of what is there already does nothing but keep it for whoever gets at the table."""
        start = header.end()
        end = self._closed(start)
        if header["indent"] or "(" in self._text[start + 1 : end] or not _REST_OF_LINE.match(self._text, end):
            return
        self._own.append(self._text[self._at : start])
        self._at = end
        self._name(header["table"], Unit(self._text[start:end]))

    def _take_function(self, header: re.Match[str], decorators: Sequence[str]) -> None:
        if decorators and self._is_main:
            return
        inside, name = self._classes[-1] if self._classes else None, header["name"]
        is_dunder = name.startswith("__") and name.endswith("__")
        if is_dunder and inside is None and (name != "__getattr__" or header["indent"]):
            return
        given, start = self._given(header)
        body = self._cut_out(header, start)
        returned = self._text[header.end() + len(given) : start]
        self._own.append(_defaults(given) + (returned if "(" in returned else ""))
        unit = Unit(body)
        if is_dunder and inside is None:
            self._take_module_getattr(unit)
            return
        if inside is None:
            self._name(name, unit)
        elif not is_dunder:
            inside.methods.setdefault(name, []).append(unit)
        elif name == "__init_subclass__":
            self._name(f"{inside.name}:", Unit(body, frozenset((f"{inside.name}>",))))
        else:
            inside.dunders.append(body)
        if inside is not None and inside.has_bases and _CALLED_BY_OTHERS.match(name):
            inside.dunders.append(body)
        for decorator in decorators:
            self._decorators.add(decorator)
            self._name(f"@{decorator}", unit)

    def _take_module_getattr(self, unit: Unit) -> None:
        """What a module's ``__getattr__`` imports, somebody asks for by its name; the rest may run whenever."""
        self._own.append(without_imports(unit.text))
        for each in unit.imports:
            words = (*each.module.split(".")[-1:], *each.names)
            text = f"from {'.' * each.level}{each.module} import {', '.join(each.names)}\n"
            for word in words:
                self._name(f".{word}", Unit(text if each.names else f"import {each.module}\n"))

    def _take_class(self, header: re.Match[str], decorators: Sequence[str]) -> None:
        name = header["name"]
        given, start = self._given(header)
        bases = [base.lstrip(".") for base in _NAME.findall(given)]
        if decorators or "=" in given or "(" in given[1:] or any(map(_ENUM.search, bases)):
            # The whole header stays where it is, so that class and bases are mentioned; a metaclass may keep both.
            self._also.update((name, f"{name}>"))
        else:
            self._own.append(self._text[self._at : header.start()])
            self._at = start
            self._also.update(f"{base}:" for base in bases)
        self._name(f"{name}:", Unit("", frozenset(f"{base}:" for base in bases)))
        for base in (*bases, *([".__subclasses__"] if bases else ())):
            self._name(base if base[0] == "." else f"{base}>", Unit("", frozenset((name, f"{name}>"))))
        self._classes.append(_Class(name, self._end(header, start), bool(bases), [given]))

    def _leave_classes(self, at: int) -> None:
        while self._classes and self._classes[-1].end <= at:
            left = self._classes.pop()
            self._name(left.name, Unit("\n".join(left.dunders), frozenset(), left.methods))

    def _name(self, name: str, unit: Unit) -> None:
        self._named.setdefault(name, []).append(unit)


def _special(decorators: Iterable[str]) -> list[str]:
    """The last names of the decorators that may give what they decorate to others."""
    found = (name.split(".") for name in decorators)
    return [parts[-1] for parts in found if parts[0] not in _PLAIN_ROOTS and parts[-1] not in _PLAIN_DECORATORS]


def _defaults(given: str) -> str:
    """What is computed when a function with these parameters is made."""
    if "(" in given[1:]:
        return given
    start = given.find("=")
    if start < 0:
        return ""
    return given[start + 1 :] if "lambda" in given else _ANNOTATION.sub("", given[start + 1 :])
