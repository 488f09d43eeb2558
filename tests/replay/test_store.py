"""Writes can be taken back and made again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mainguard.replay.store import Store, outcomes

_KEYS = st.sampled_from("abc")
_WRITES = st.lists(st.tuples(st.integers(0, 1), _KEYS, st.one_of(st.none(), st.integers(0, 3))), max_size=8)


def _make(store: Store, tables: list[dict], writes: list[tuple]) -> None:
    for table, key, value in writes:
        if value is None:
            store.delete(tables[table], key)
        else:
            store.write(tables[table], key, value)


@given(_WRITES, _WRITES)
def test_rewinding_restores_and_applying_repeats(before: list[tuple], branch: list[tuple]) -> None:
    store, tables = Store(), [{}, {}]
    _make(store, tables, before)
    original = [dict(table) for table in tables]
    mark = store.mark()
    _make(store, tables, branch)
    changed = [dict(table) for table in tables]

    delta = store.rewind(mark)
    assert tables == original

    store.apply(delta)
    assert tables == changed


def test_outcomes_have_the_value_after_each_branch_and_none_where_it_is_absent() -> None:
    store, table = Store(), {"kept": 0}
    mark = store.mark()
    store.write(table, "kept", 1)
    store.write(table, "new", 2)
    first = store.rewind(mark)
    second = store.rewind(store.mark())

    found = {key: values for (_, key), (_, values) in outcomes((first, second)).items()}

    assert found == {"kept": (1, 0), "new": (2,)}
