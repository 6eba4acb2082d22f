"""The index of words stays in few parts, however small the changes are that add to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from digest.domain.query import EntryQuery
from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.sql import archive
from tests.builders import a_feed, a_refresh, an_entry


def parts(folder: Path) -> int:
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        return int(db.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone()[0])


def test_the_index_of_words_is_put_in_order_between_changes(
    folder: Path, open_store: Callable[..., LocalStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refreshed(numbers: range) -> None:
        store._opened_archive.step_seconds = 0  # a transaction for each feed
        for number in numbers:
            store.apply_refresh([a_refresh("f1", an_entry(number, summary="Kugelschreiberfabrik"))])

    open_store().add_feeds([a_feed(1)])
    for number in range(50):
        store = open_store()  # as cron does
        store.merge_index()
        refreshed(range(number, number + 1))
        store.close()
    assert parts(folder) < 12
    store = open_store()
    assert store.entries(EntryQuery(search="fabrik")).total == 50
    with monkeypatch.context() as without:
        without.setattr(archive, "_MERGED_AFTER", 100)
        refreshed(range(50, 90))
    assert parts(folder) > 30
    assert store.entries(EntryQuery(search="fabrik")).total == 90


def test_what_comes_twice_with_one_batch_is_found_as_it_came_last(
    folder: Path, open_store: Callable[..., LocalStore]
) -> None:
    store = open_store()
    store.add_feeds([a_feed(number) for number in range(2)])
    for words in (("Leuchtturm", "Wolkenkratzer", "Kugelschreiber"), ("Dampfmaschine", "Segelboot", "Segelboot")):
        feeds = ("f0", "f1", "f0")
        batch = zip(feeds, words, strict=True)
        store.apply_refresh([a_refresh(feed_id, an_entry(1, feed_id, summary=word)) for feed_id, word in batch])
    wanted = ("turm", "kugel", "dampf", "kratz", "segel")
    found = {word: store.entries(EntryQuery(search=word)).total for word in wanted}
    assert found == {"turm": 0, "kugel": 0, "dampf": 0, "kratz": 0, "segel": 2}
    store.close()
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")  # raises if it is not the texts'


def test_what_single_refreshes_leave_is_merged_by_a_run(folder: Path, open_store: Callable[..., LocalStore]) -> None:
    store = open_store()
    store.merge_index()
    assert not (folder / ARCHIVE).exists()
    store.add_feeds([a_feed(1)])
    for number in range(3):
        store.apply_refresh([a_refresh("f1", an_entry(number))])
    store.close()
    for number in range(3, 6):
        store = open_store()  # which is too few for one to do it
        store.apply_refresh([a_refresh("f1", an_entry(number))])
        store.close()
    assert parts(folder) == 6
    store = open_store()
    before = store.others_stamp()
    open_store().merge_index()
    assert parts(folder) == 1
    assert store.others_stamp() == before


def test_entries_that_change_together_make_two_parts_of_the_index(
    folder: Path, open_store: Callable[..., LocalStore]
) -> None:
    store = open_store()
    store.add_feeds([a_feed(number) for number in range(3)])
    for word in ("Leuchtturm", "Segelboot"):
        store.apply_refresh([a_refresh(f"f{n}", an_entry(n, feed_id=f"f{n}", summary=word)) for n in range(3)])
    assert store.entries(EntryQuery(search="boot")).total == 3
    assert store.entries(EntryQuery(search="turm")).total == 0
    assert parts(folder) == 3
