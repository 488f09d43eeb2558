"""Settings from ``mainguard.toml``, from ``[tool.mainguard]`` of ``pyproject.toml``, and from an editor."""

from __future__ import annotations

import os
import re
import stat
import sys
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

import cattrs

from mainguard.engine.selection import validate
from mainguard.engine.settings import SUPPORTED_VERSIONS, Settings, SettingsError
from mainguard.project.paths import absolute

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

OWN_FILE = "mainguard.toml"
PYPROJECT = "pyproject.toml"
CONFIGURATION_FILES = (OWN_FILE, PYPROJECT)
"""The files that can change what ``find_configuration`` answers, by name."""

_ROOT_MARKERS = (*CONFIGURATION_FILES, "setup.py", "setup.cfg", ".git", ".hg")
_MICRO_VERSIONS = range(60)
_AT_LEAST = re.compile(r"\s*>=\s*3\.(\d{1,3})\s*")
"""What most projects require, which says the same without a library."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a folder, and where they come from."""

    settings: Settings
    root: Path
    """What the patterns of ``exclude`` are relative to."""
    file: Path | None = None
    """``None`` when no file sets anything."""


def find_configuration(folder: Path) -> Configuration:
    """The nearest configuration at or above ``folder``.  Raises ``SettingsError``.

    In one folder ``mainguard.toml`` comes before ``pyproject.toml``, and a ``pyproject.toml`` without
    ``[tool.mainguard]`` is passed by; what Python versions are admitted is for the nearest ``requires-python`` to say.
    """
    for at in _upwards(folder):
        for name in CONFIGURATION_FILES:
            table = _own_table(at / name)
            if table is not None:
                return _configuration(at / name, table)
    return Configuration(replace(Settings(), admitted_versions=_admitted_versions(folder)), folder)


def read_configuration(file: Path) -> Configuration:
    """The configuration in ``file`` and no other.  Raises ``SettingsError``, also when the file sets nothing."""
    table = _own_table(file)
    if table is None:
        missing = "has no [tool.mainguard]" if file.is_file() else "does not exist"
        raise SettingsError(f"{file} {missing}")
    return _configuration(file, table)


def settings_from_mapping(
    mapping: Mapping[str, object], *, base: Settings, where: str, camel_case: bool = False
) -> Settings:
    """``base`` with what ``mapping`` sets.  Raises ``SettingsError``, whose message begins with ``where``.

    Keys are spelled as in TOML, and unknown ones are errors; with ``camel_case`` they are spelled as in an editor's
    settings, where ``None`` and ``""`` mean that nothing is set and where the client keeps settings of its own.
    """
    fields = Settings.keys()
    names = {_spelling(name, camel_case=camel_case): name for name in fields}
    changes: dict[str, object] = {}
    for key, value in mapping.items():
        if key in names and not (camel_case and value in (None, "")):
            changes[names[key]] = _structured(names[key], value, f"{where}: `{key}`")
        elif key not in names and not camel_case:
            raise SettingsError(f"{where}: unknown setting `{key}`{_suggestion(key, names)}")
    settings = replace(base, **changes)  # type: ignore[arg-type]  # _structured checked each against its field
    try:
        validate(settings)
    except SettingsError as error:
        raise SettingsError(f"{where}: {error}") from error
    return settings


def requires_python(folder: Path) -> str | None:
    """``requires-python`` of the nearest ``pyproject.toml`` that has one.  Raises ``SettingsError``."""
    for at in _upwards(folder):
        project = (_toml(at / PYPROJECT) or {}).get("project")
        if isinstance(project, dict) and isinstance(project.get("requires-python"), str):
            return str(project["requires-python"])
    return None


def find_root(path: Path) -> Path:
    """The folder of the project that ``path`` belongs to: the nearest with a mark of one, else its own folder."""
    return find_marked_root(path) or (path if os.path.isdir(path) else path.parent)


def find_marked_root(path: Path) -> Path | None:
    """The nearest folder with a mark of a project that ``path`` is or lies in."""
    folder = path if os.path.isdir(path) else path.parent
    for at in _upwards(folder):
        if any(os.path.exists(at / marker) for marker in _ROOT_MARKERS):
            return at
    return None


def _configuration(file: Path, table: Mapping[str, object]) -> Configuration:
    base = replace(Settings(), admitted_versions=_admitted_versions(file.parent))
    return Configuration(settings_from_mapping(table, base=base, where=str(file)), file.parent, file)


def _upwards(folder: Path) -> Iterator[Path]:
    start = absolute(folder)
    return iter((start, *start.parents))


def _own_table(file: Path) -> Mapping[str, object] | None:
    """Mainguard's table of ``file``; ``None`` when it has none."""
    content = _toml(file)
    if content is None or file.name != PYPROJECT:
        return content
    tool = content.get("tool")
    table = tool.get("mainguard") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}: `tool.mainguard` takes a table")
    return table


def _toml(file: Path) -> Mapping[str, object] | None:
    """What ``file`` holds; ``None`` when there is no such file."""
    try:
        stamp = file.stat()
    except OSError:
        return None
    return _parsed(file, stamp.st_mtime_ns, stamp.st_size) if stat.S_ISREG(stamp.st_mode) else None


@lru_cache(maxsize=256)
def _parsed(file: Path, _mtime_ns: int, _size: int) -> Mapping[str, object]:
    """What ``file`` holds; the time and the size are there for the cache."""
    try:
        content: Mapping[str, object] = tomllib.loads(file.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is not UTF-8: {error}") from error
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from error
    return content


def _admitted_versions(folder: Path) -> tuple[tuple[int, int], ...]:
    """The supported versions that ``requires-python`` admits; all of them when it admits none or is no specifier."""
    required = requires_python(folder)
    return _admitted_by(required) if required else SUPPORTED_VERSIONS


@cache
def _admitted_by(required: str) -> tuple[tuple[int, int], ...]:
    """The supported versions that a specifier admits; all of them when it admits none or is no specifier."""
    if at_least := _AT_LEAST.fullmatch(required):
        return tuple(each for each in SUPPORTED_VERSIONS if each >= (3, int(at_least[1]))) or SUPPORTED_VERSIONS
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - slow to load

    try:
        specifier = SpecifierSet(required)
    except InvalidSpecifier:
        return SUPPORTED_VERSIONS
    admitted = (
        version
        for version in SUPPORTED_VERSIONS
        if any(specifier.contains(f"{version[0]}.{version[1]}.{micro}") for micro in _MICRO_VERSIONS)
    )
    return tuple(admitted) or SUPPORTED_VERSIONS


def _spelling(name: str, *, camel_case: bool) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest)) if camel_case else "-".join((first, *rest))


def _structured(name: str, value: object, what: str) -> object:
    """``value`` as the field ``name`` holds it.  Raises ``SettingsError``; ``what`` is the setting's place and key."""
    kind = typing.get_type_hints(Settings)[name]
    try:
        return _strict_converter().structure(value, kind)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{what} takes {_KINDS[kind]}, not {value!r}") from error


def _suggestion(word: str, possibilities: typing.Iterable[str]) -> str:
    close = get_close_matches(word, list(possibilities), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def _strict_string(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _strict_strings(value: object, _: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise TypeError(value)
    return tuple(_strict_string(one, str) for one in value)


@cache
def _strict_converter() -> cattrs.Converter:
    """A converter that takes nothing for text but text; by itself, cattrs makes strings of anything."""
    converter = cattrs.Converter()
    converter.register_structure_hook(str, _strict_string)
    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _strict_strings)
    return converter


_KINDS: Mapping[object, str] = {str | None: "a string", tuple[str, ...]: "a list of strings"}
