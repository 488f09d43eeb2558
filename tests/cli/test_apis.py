from __future__ import annotations

import pytest

from harness.command_line import Mainguard


def test_a_call_is_listed_with_when_and_how_it_starts_a_process(mainguard: Mainguard) -> None:
    result = mainguard("apis", "uvicorn.run")

    head, row = result.out.splitlines()
    assert result.code == 0
    assert head.split("\t") == [
        "call",
        "starts a process",
        "start method",
        "without a guard",
        "the child runs",
        "checked",
    ]
    assert row.split("\t")[:5] == [
        "uvicorn.run",
        (
            "`app` is a string and (`reload` is true or `workers` is more than 1 "
            "or (`workers` is not given and the environment variable `WEB_CONCURRENCY` is more than 1))"
        ),
        "spawn",
        "the child dies, and the parent goes on without one",
        "the main module",
    ]


def test_what_is_harmless_is_listed_with_the_reason(mainguard: Mainguard) -> None:
    rows = [line.split("\t") for line in mainguard("apis", "subprocess.run").out.splitlines()]

    assert ["subprocess.run", "no: it runs another command, never the main module"] in [row[:2] for row in rows]


def test_all_are_listed_without_a_text(mainguard: Mainguard) -> None:
    names = [line.split("\t")[0] for line in mainguard("apis").out.splitlines()]

    assert {"uvicorn.run", "multiprocessing.Pool", "torch.utils.data.DataLoader.__iter__", "os.fork"} <= set(names)
    assert "uvicorn.Config" not in names


@pytest.mark.parametrize("text", ["MULTIPROCESSING.POOL", "multiprocessing.pool.Pool"])
def test_a_call_is_found_by_any_of_its_names_in_any_case(mainguard: Mainguard, text: str) -> None:
    assert "multiprocessing.Pool\talways\t" in mainguard("apis", text).out


def test_json_has_the_names_and_the_programs_that_prove_it(mainguard: Mainguard) -> None:
    [found] = mainguard("apis", "uvicorn.run", "--output-format", "json").json

    assert found == {
        "name": "uvicorn.run",
        "aliases": ["uvicorn.main.run"],
        "starts_when": "`app` is a string and (`reload` is true or `workers` is more than 1 "
        "or (`workers` is not given and the environment variable `WEB_CONCURRENCY` is more than 1))",
        "start_method": "spawn",
        "consequence": "the child dies, and the parent goes on without one",
        "child_runs": "the main module",
        "harmless": None,
        "checked": found["checked"],
        "cases": found["cases"],
    }
    assert "uvicorn 0.54.0" in found["checked"]
    assert "api_uvicorn_run_reload_same_file" in found["cases"]


def test_a_text_that_no_call_has_is_wrong_usage(mainguard: Mainguard) -> None:
    result = mainguard("apis", "no_such_library")

    assert (result.code, "the catalogue has nothing that is called 'no_such_library'" in result.err) == (2, True)


def test_it_is_a_table_on_a_terminal(mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert "┃" in mainguard("apis", "uvicorn.run").out
