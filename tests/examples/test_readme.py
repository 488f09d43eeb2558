"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mainguard.engine.settings import Settings
from mainguard.rules.registry import all_rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The README's first code block in ``language``."""
    found = re.search(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def commands() -> list[tuple[str, str]]:
    """Each command of the console block, with what it prints."""
    parts = re.split(r"^\$ (.*)\n", block("console"), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("command", "output"), commands(), ids=[command for command, _ in commands()])
def test_commands_print_what_the_readme_shows(command: str, output: str, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(block("python"), encoding="utf-8")
    arguments = [sys.executable, "-X", "utf8", "-m", *command.split()]
    completed = subprocess.run(arguments, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=False)

    assert completed.stdout.strip("\n") == output.strip("\n"), completed.stderr
    assert completed.returncode == 1


def test_every_rule_is_in_the_readme_with_its_page() -> None:
    pages = (f"server/mainguard/rules/{rule.family}/{rule.name.replace('-', '_')}.md" for rule in all_rules())
    expected = [
        f"| {rule.code} | [`{rule.name}`]({page}) | {rule.summary.removeprefix('detects ')} | {rule.fix.value} |"
        for rule, page in zip(all_rules(), pages, strict=True)
    ]

    assert [line for line in README.splitlines() if line.startswith("| MG")] == expected


def test_every_setting_is_in_the_readme() -> None:
    section = README[README.index("## Configuring") : README.index("## How it works")]

    assert re.findall(r"^\| `([\w-]+)`", section, re.MULTILINE) == [
        key.replace("_", "-") for key in tuple(Settings.keys())
    ]


def test_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
