"""Classes are what they would be without what was kept, and nothing is compiled twice."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attr._make
import attrs
import pytest

from mainguard import generated_code


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept."""
    monkeypatch.setattr(generated_code, "__spec__", SimpleNamespace(cached=str(tmp_path / "generated_code.x.pyc")))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "generated_code.x.tests"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were compiled."""
    texts: list[str] = []

    def compiling(source: str, *about: Any, **flags: Any) -> Any:
        texts.append(source)
        return compile(source, *about, **flags)

    monkeypatch.setattr(generated_code, "compile", compiling, raising=False)
    return texts


def make() -> tuple[type, type]:
    """Two classes that are made in the same way each time."""

    @dataclasses.dataclass(frozen=True, order=True)
    class Place:
        line: int
        column: int = 0

    @attrs.define
    class Named:
        name: str
        place: Any = attrs.field(factory=list, converter=list)

    return Place, Named


def methods(made: type) -> dict[str, Any]:
    """What there is of each method that was generated."""
    functions = {name: each for name, each in vars(made).items() if hasattr(each, "__code__")}
    return {
        name: (each.__code__.co_code, each.__code__.co_consts, each.__defaults__, repr(each.__annotations__))
        for name, each in functions.items()
    }


def test_classes_are_the_same(compiled: list[str]) -> None:
    plain = make()
    assert compiled == []

    for _ in range(2):
        with generated_code.kept_for("tests"):
            made = make()

        assert [methods(each) for each in made] == [methods(each) for each in plain]
        place, named = made
        assert place(1) < place(1, 2)
        assert repr(named("x", (1,))).endswith("Named(name='x', place=[1])")


def test_the_second_time_nothing_is_compiled(compiled: list[str]) -> None:
    for expected in (True, False):
        compiled.clear()
        with generated_code.kept_for("tests"):
            make()
        assert bool(compiled) is expected

    with generated_code.kept_for("others"):
        make()
    assert compiled


def test_what_is_new_is_kept_with_the_rest(compiled: list[str]) -> None:
    with generated_code.kept_for("tests"):
        pass
    for expected in (True, False):
        compiled.clear()
        with generated_code.kept_for("tests"):
            make()
        assert bool(compiled) is expected


@pytest.mark.parametrize("content", [b"", b"something else", b"\xa9\x02", b"N", b"\xe9\x01\x00\x00\x00"])
def test_a_file_that_holds_something_else_is_as_good_as_none(content: bytes, file: Path, compiled: list[str]) -> None:
    file.write_bytes(content)
    with generated_code.kept_for("tests"):
        make()

    assert compiled


def test_what_another_python_compiled_is_not_used(compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with generated_code.kept_for("tests"):
        make()
    compiled.clear()
    monkeypatch.setattr(generated_code, "_IDENTITY", ("cpython-399", 0))
    with generated_code.kept_for("tests"):
        make()

    assert compiled


def test_nothing_is_kept_where_python_keeps_no_bytecode(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with generated_code.kept_for("tests"):
        make()
    assert not file.exists()

    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(generated_code, "__spec__", SimpleNamespace(cached=None))
    with generated_code.kept_for("tests"):
        make()
    assert not file.exists()


def test_a_folder_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setattr(generated_code, "__spec__", SimpleNamespace(cached=str(tmp_path / "gone" / "x.pyc")))
    with generated_code.kept_for("tests"):
        make()

    assert compiled


def test_the_modules_are_left_as_they_were() -> None:
    with pytest.raises(LookupError), generated_code.kept_for("tests"):
        raise LookupError

    assert "compile" not in vars(attr._make)
    assert "exec" not in vars(dataclasses)
