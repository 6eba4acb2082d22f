"""What only refreshing writes may be damaged: it is set aside, told once, made anew, and nothing comes twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.domain.errors import LibraryDamaged
from digest.domain.query import EntryQuery
from digest.storage.tinydb.store import TinyStore
from tests.builders import MONTH, a_feed, a_refresh, a_seen, an_entry

Open = Callable[..., TinyStore]


def test_memory_and_states_may_be_damaged_together_and_nothing_comes_twice(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1), a_feed(2)])
    old = an_entry(1, "f2", month="2026-03")
    store.apply_refresh([a_refresh("f2", old)])
    for name in ("fetch.json", "seen/f2.json"):
        (folder / name).write_bytes(b"{")
    for ask in (store.fetch_states, lambda: store.seen("f2")):
        with pytest.raises(LibraryDamaged):
            ask()
    store.apply_refresh([a_refresh("f1", an_entry(5))])  # there are states again, but none of the other feed
    assert store.seen("f2") == [a_seen(old, print="")]
    store.apply_refresh([a_refresh("f2", an_entry(1, "f2", month=MONTH))])
    assert [row.entry.month for row in store.entries(EntryQuery(feed_ids=("f2",))).rows] == ["2026-03"]


@pytest.mark.parametrize(("name", "table", "field"), [("fetch.json", "states", "next_check"),
                                                      ("seen/f1.json", "seen", "month")])  # fmt: skip
def test_what_refreshing_fills_again_is_set_aside_where_it_makes_no_sense(
    folder: Path, open_store: Open, name: str, table: str, field: str
) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    data = json.loads((folder / name).read_bytes())
    for record in data[table].values():
        record[field] = 17
    (folder / name).write_text(json.dumps(data))

    def ask() -> Any:
        return store.fetch_states() if table == "states" else store.seen("f1")

    with pytest.raises(LibraryDamaged, match="set aside"):
        ask()
    assert (folder / f"{name}.damaged-20261121T120000").exists()
    assert ask() == ({} if table == "states" else [a_seen(an_entry(1), print="")])
