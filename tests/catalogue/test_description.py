from __future__ import annotations

import pytest

from executed.case import labels
from mainguard.catalogue.api import (
    ALWAYS,
    AllOf,
    AnyOf,
    Api,
    Condition,
    Effect,
    Equals,
    Given,
    HasOption,
    Is,
    IsCallable,
    IsString,
    Matches,
    MoreThan,
    Not,
    OptionMoreThan,
    Reenters,
    StartMethod,
    Starts,
    Truthy,
)
from mainguard.catalogue.description import condition_text, describe
from mainguard.catalogue.registry import all_entries

TEXTS: tuple[tuple[Condition, str], ...] = (
    (ALWAYS, "always"),
    (Given("address"), "`address` is given"),
    (Not(Given("address")), "`address` is not given"),
    (Truthy("reload"), "`reload` is true"),
    (Truthy("reload", default=True), "`reload` is true (the default)"),
    (Truthy("reload", default=False), "`reload` is true"),
    (Not(Truthy("reload", default=True)), "`reload` is given and not true"),
    (Not(Truthy("reload")), "`reload` is not true"),
    (IsString("app"), "`app` is a string"),
    (IsCallable("workers"), "`workers` is a function"),
    (Matches("strategy", "ddp.*"), "`strategy` is text like `ddp.*`"),
    (Is("cls", "lib.Vec"), "`cls` is `lib.Vec`"),
    (Equals("backend", ("a", "b", 1)), "`backend` is `'a'`, `'b'` or `1`"),
    (Not(Equals("workers", (1,), default=1)), "`workers` is given and not `1`"),
    (Equals("%dask.scheduler", ("p",), default="p"), "the setting `dask.scheduler` is `'p'` (the default)"),
    (MoreThan("config.workers", 0, default=1), "`config.workers` is more than 0 (the default)"),
    (Truthy("$FLASK_DEBUG"), "the environment variable `FLASK_DEBUG` is true"),
    (HasOption("argv", "--reload"), "the option `--reload` is given"),
    (Not(OptionMoreThan("argv", "--workers", 1)), "the option `--workers` is not more than 1"),
    (AllOf((IsString("a"), AnyOf((Truthy("b"), Truthy("c"))))), "`a` is a string and (`b` is true or `c` is true)"),
    (AnyOf((Truthy("a"), AllOf((Truthy("b"), Truthy("c"))))), "`a` is true or (`b` is true and `c` is true)"),
    (AllOf((AllOf((Truthy("a"), Truthy("b"))), AnyOf((Truthy("c"),)))), "`a` is true and `b` is true and `c` is true"),
    (Not(AnyOf((Truthy("a"), Truthy("b")))), "`a` is not true and `b` is not true"),
    (Not(AllOf((Truthy("a"), Not(Truthy("b"))))), "`a` is not true or `b` is true"),
)


@pytest.mark.parametrize(("condition", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_a_condition_reads_as_a_sentence(condition: Condition, text: str) -> None:
    assert condition_text(condition) == text


@pytest.mark.parametrize("api", all_entries(), ids=lambda api: api.name)
def test_an_entry_can_be_described(api: Api) -> None:
    described = describe(api)

    assert (described.method == "") == (api.starts is None and api.needed_in_child is None)
    for text in (described.when, described.method, described.effect, described.runs_again, described.harmless):
        assert text.isprintable()
        assert not text.endswith(".")
        assert text.count("(") == text.count(")") or "`" in text


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("method", StartMethod)
@pytest.mark.parametrize("reenters", Reenters)
def test_whatever_a_start_is_there_are_words_for_it(effect: Effect, method: StartMethod, reenters: Reenters) -> None:
    described = describe(Api("lib.go", starts=Starts(effect=effect, method=method, reenters=reenters)))

    assert described.when == "always"
    assert all((described.method, described.effect, described.runs_again))


def test_a_start_method_that_an_argument_names_is_said_to_be() -> None:
    described = describe(Api("lib.go", starts=Starts(method=StartMethod.SPAWN, method_from="context")))

    assert described.method == "spawn, unless `context` says otherwise"


def test_a_start_of_later_versions_is_said_to_be() -> None:
    assert describe(Api("lib.go", starts=Starts(since=(3, 14)))).when == "always (from Python 3.14 on)"


@pytest.mark.parametrize("api", [api for api in all_entries() if api.cases], ids=lambda api: api.name)
def test_the_programs_that_prove_an_entry_were_run(api: Api) -> None:
    ran = labels()
    missing = [
        case
        for case in api.cases
        if not any(f"{prefix}{case}{end}" in ran for prefix in ("", "api_") for end in ("", "_unguarded", "_guarded"))
    ]

    assert missing == []
