from __future__ import annotations

import pytest

from mainguard.engine.selection import close_rule, is_ignored, selected_rules, validate
from mainguard.engine.settings import Settings, SettingsError
from mainguard.rules.registry import all_rules, rule_named


def names(settings: Settings) -> set[str]:
    return {rule.name for rule in selected_rules(settings)}


def test_every_rule_is_on_by_default() -> None:
    assert selected_rules(Settings()) == all_rules()


@pytest.mark.parametrize("selector", ["unguarded-reload", "MG101"])
def test_a_rule_is_selected_by_its_name_or_code(selector: str) -> None:
    assert names(Settings(select=(selector,))) == {"unguarded-reload"}


@pytest.mark.parametrize("selector", ["MG2", "multiprocessing"])
def test_a_family_is_selected_by_its_name_or_by_the_beginning_of_its_codes(selector: str) -> None:
    family = {rule.name for rule in all_rules() if rule.family == "multiprocessing"}

    assert names(Settings(select=(selector,))) == family


def test_what_is_ignored_is_left_out_of_what_is_selected() -> None:
    chosen = names(Settings(select=("uvicorn",), ignore=("MG101", "reload-option-ignored")))

    assert chosen == {"app-object-with-reload", "wrong-import-string"}


def test_a_rule_can_be_ignored_without_being_selected() -> None:
    rule = rule_named("syntax-error")
    assert rule is not None

    assert is_ignored(rule, Settings(select=("MG1",), ignore=("syntax-error",)))
    assert not is_ignored(rule, Settings(select=("MG1",)))


def test_the_defaults_can_be_used() -> None:
    validate(Settings())
    validate(Settings(select=("MG", "guards"), ignore=("MG901",), target_python="3.14", platforms=("win32",)))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            Settings(select=("unguarded-relod",)),
            "select: 'unguarded-relod' is no rule; did you mean 'unguarded-reload'?",
        ),
        (
            Settings(ignore=("unguarded_reload",)),
            "ignore: 'unguarded_reload' is no rule; did you mean 'unguarded-reload'?",
        ),
        (Settings(select=("mg101",)), "select: 'mg101' is no rule; did you mean 'MG101'?"),
        (Settings(select=("E501",)), "select: 'E501' is no rule"),
        (Settings(select=("uvicron",)), "select: 'uvicron' is no rule; did you mean 'uvicorn'?"),
        (Settings(select=("",)), "select: '' is no rule"),
        (Settings(target_python="3.9"), "target-python: '3.9' is not one of 3.10, 3.11, 3.12, 3.13, 3.14"),
        (Settings(target_python="three"), "target-python: 'three' is not one of 3.10, 3.11, 3.12, 3.13, 3.14"),
        (Settings(platforms=("linux", "macos")), "platforms: 'macos' is not one of linux, darwin, win32"),
        (Settings(platforms=()), "platforms: needs at least one of linux, darwin, win32"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_comes_close(settings: Settings, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        validate(settings)

    assert str(error.value) == message


def test_a_word_that_resembles_no_rule_has_none_close_to_it() -> None:
    assert close_rule("completely-different") is None


@pytest.mark.parametrize(
    "written", ["start_workers", "mylib.", ".start", "mylib.1st", "mylib.start()", "mylib.x:fork", ""]
)
def test_a_start_of_the_user_s_own_is_a_dotted_name(written: str) -> None:
    with pytest.raises(SettingsError, match=r"starts-processes: .* is no dotted name such as 'mylib\.start_workers'"):
        validate(Settings(starts_processes=("mylib.fine", written)))


def test_a_start_of_the_user_s_own_may_say_how_it_starts() -> None:
    validate(Settings(starts_processes=("mylib.start", "a.b.Class.method", "größe.starten:spawn", "a.b:forkserver")))
