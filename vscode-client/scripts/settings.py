"""Writes what follows from the server's settings: the group ``Checks`` in package.json, and the README's table.

Run it with the Python of a checkout in which mainguard is installed.  The other groups of package.json are written by
hand.
"""

from __future__ import annotations

import ast
import enum
import inspect
import itertools
import json
import re
import textwrap
import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from mainguard.catalogue.own_starts import WRITTEN
from mainguard.engine.settings import PLATFORMS, SUPPORTED_VERSIONS, Settings
from mainguard.lsp.editor_settings import EditorSettings
from mainguard.rules.registry import all_rules

CLIENT = Path(__file__).resolve().parents[1]
MANIFEST = CLIENT / "package.json"
README = CLIENT / "README.md"
GROUP = "Checks"

_TABLE = re.compile(r"(?<=<!-- settings -->\n\n).*(?=\n\n<!-- /settings -->)", re.DOTALL)
_REFERENCE = re.compile(r"`#([\w.]+)#`")
_TYPES: Mapping[object, Mapping[str, object]] = {
    bool: {"type": "boolean"},
    str | None: {"type": "string"},
    tuple[str, ...]: {"type": "array", "items": {"type": "string"}},
}


def main() -> None:
    """Bring both files up to date."""
    manifest = manifest_with_settings(json.loads(MANIFEST.read_text("utf-8")))
    MANIFEST.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
    README.write_text(readme_with_settings(README.read_text("utf-8"), manifest), "utf-8")


def manifest_with_settings(manifest: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """A package.json whose group ``Checks`` has the settings that the server reads."""
    contributes = manifest["contributes"]
    groups = [
        {**group, "properties": json.loads(json.dumps(dict(_properties())))} if group["title"] == GROUP else group
        for group in contributes["configuration"]
    ]
    return {**manifest, "contributes": {**contributes, "configuration": groups}}


def readme_with_settings(readme: str, manifest: Mapping[str, typing.Any]) -> str:
    """The README with a table of all settings in ``manifest`` between its two marks."""
    groups = manifest["contributes"]["configuration"]
    rows = [
        f"| `{name}` | `{json.dumps(setting['default'])}` | {_in_table(setting)} |"
        for group in groups
        for name, setting in group["properties"].items()
    ]
    table = "\n".join(["| Setting | Default | |", "|---|---|---|", *rows])
    return _TABLE.sub(lambda _: table, readme)


def _properties() -> Iterator[tuple[str, dict[str, object]]]:
    order = itertools.count(1)
    for owner, names, scope in (
        (Settings, Settings.keys(), "resource"),
        (EditorSettings, [one.name for one in fields(EditorSettings)], "window"),
    ):
        defaults, kinds, descriptions = owner(), typing.get_type_hints(owner), _descriptions(owner)
        for name in names:
            default = getattr(defaults, name)
            yield (
                f"mainguard.{_camel_case(name)}",
                {
                    **(_enumeration(kinds[name]) or _TYPES[kinds[name]]),
                    **_limits().get(name, {}),
                    "default": _json_default(default),
                    "scope": scope,
                    "order": next(order),
                    "markdownDescription": descriptions[name],
                },
            )


def _json_default(default: object) -> object:
    """VS Code has a text field for what is text, but none for what may be null; the empty text sets nothing, too."""
    if default is None:
        return ""
    return default.value if isinstance(default, enum.Enum) else default


def _limits() -> Mapping[str, Mapping[str, object]]:
    """What a setting takes, where its type does not say it all; ``engine.selection.validate`` enforces the same."""
    rules = all_rules()
    words = [
        *dict.fromkeys(rule.family for rule in rules),
        *(word for rule in rules for word in (rule.code, rule.name)),
    ]
    versions = [f"{major}.{minor}" for major, minor in SUPPORTED_VERSIONS]
    selectors = {"type": "string", "anyOf": [{"enum": words}, {"pattern": "^MG[0-9]{0,2}$"}]}
    return {
        "select": {"items": selectors, "uniqueItems": True},
        "ignore": {"items": selectors, "uniqueItems": True},
        "target_python": {"enum": ["", *versions], "enumItemLabels": ["all", *versions]},
        "starts_processes": {"items": {"type": "string", "pattern": f"^{WRITTEN}$"}, "uniqueItems": True},
        "platforms": {"items": {"type": "string", "enum": PLATFORMS}, "minItems": 1, "uniqueItems": True},
    }


def _enumeration(kind: object) -> Mapping[str, object] | None:
    if not (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return None
    descriptions = _descriptions(kind)
    return {
        "type": "string",
        "enum": [member.value for member in kind],
        "markdownEnumDescriptions": [descriptions[member.name] for member in kind],
    }


def _descriptions(owner: type) -> Mapping[str, str]:
    """What is written below each field of a dataclass or member of an enumeration, as Markdown on one line."""
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    return {
        name: " ".join(text.replace("``", "`").split())
        for field, below in itertools.pairwise(body)
        for name in _bound(field)
        for text in _text(below)
    }


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            yield name


def _text(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            yield text


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _in_table(setting: Mapping[str, typing.Any]) -> str:
    text = _REFERENCE.sub(r"`\1`", setting["markdownDescription"])
    values = zip(setting.get("enum", ()), setting.get("markdownEnumDescriptions", ()), strict=False)
    explained = "".join(f"<br>`{value}`: {description}" for value, description in values)
    return (text + explained).replace("|", "\\|")


if __name__ == "__main__":
    main()
