"""A change that somebody waits for goes before the rest of a refresh."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from sqlite3 import Connection

import pytest

from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.sql import writing
from digest.storage.sql.sharing import Turns
from digest.storage.store import FeedRefresh
from tests.builders import a_feed, a_refresh, an_entry
from tests.storage.test_archive import opened

__all__ = ["opened"]  # the fixture

FEEDS = 5


@pytest.fixture
def store(opened: Callable[..., LocalStore]) -> LocalStore:
    """Five feeds with an entry each."""
    store = opened()
    store.add_feeds([a_feed(number) for number in range(FEEDS)])
    store.apply_refresh([a_refresh(f"f{number}", an_entry(1, f"f{number}")) for number in range(FEEDS)])
    return store


def brought() -> list[FeedRefresh]:
    return [a_refresh(f"f{number}", an_entry(2, f"f{number}")) for number in range(FEEDS)]


def test_a_mark_goes_before_the_rest_of_a_refresh(
    store: LocalStore, opened: Callable[..., LocalStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    store._opened_archive.step_seconds = store._opened_archive.database.turns.patience = 600
    store._opened_archive.rows_alone = 0  # feed by feed
    other, apply = opened(), writing.apply_refreshes
    marking = threading.Thread(target=lambda: other.mark([an_entry(1, "f0")], read=True))
    is_marked: list[bool] = []

    def applied(db: Connection, refreshes: Sequence[FeedRefresh]) -> None:
        is_marked.append(bool(db.execute("SELECT count(*) FROM marks").fetchone()[0]))
        apply(db, refreshes)
        if len(is_marked) == 1:
            marking.start()
            while not store._opened_archive.database.turns.others_wait():
                pass

    monkeypatch.setattr(writing, "apply_refreshes", applied)
    store.apply_refresh(brought())
    marking.join()
    assert is_marked == [False] + [True] * (FEEDS - 1)


def kept_with(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """For each call that writes in a refresh its number of feeds, and how SQLite waits for the disk then."""
    apply, calls = writing.apply_refreshes, list[tuple[int, int]]()

    def applied(db: Connection, refreshes: Sequence[FeedRefresh]) -> None:
        calls.append((len(refreshes), db.execute("PRAGMA synchronous").fetchone()[0]))
        apply(db, refreshes)

    with monkeypatch.context() as watched:
        watched.setattr(writing, "apply_refreshes", applied)
        store.apply_refresh(brought())
    return calls


def test_if_somebody_waited_lately_feeds_go_one_by_one_and_only_the_last_step_is_written_down(
    store: LocalStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store._opened_archive.step_seconds = 600
    with Turns(folder / f"{ARCHIVE}.turn.lock").first():
        assert store._opened_archive.database.turns.others_wait()
    assert kept_with(store, monkeypatch) == [(1, 1)] * (FEEDS - 1) + [(1, 2)]
    synced: list[int] = []
    store._opened_archive.database.change(lambda db: synced.append(db.execute("PRAGMA synchronous").fetchone()[0]))
    assert synced == [2]


def test_as_long_as_nobody_waits_many_feeds_are_kept_at_once_and_written_down(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store._opened_archive.step_seconds = 600
    assert kept_with(store, monkeypatch) == [(FEEDS, 2)]
    assert {count.entries for count in store.feed_counts().values()} == {2}


def test_what_one_changes_oneself_and_what_is_long_ago_makes_a_refresh_no_slower(
    store: LocalStore, opened: Callable[..., LocalStore], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store._opened_archive.step_seconds = 600
    store.mark([an_entry(1, "f0")], read=True)
    assert kept_with(store, monkeypatch) == [(FEEDS, 2)]
    opened().mark([an_entry(1, "f1")], read=True)
    long_ago = time.time() - 61
    os.utime(folder / f"{ARCHIVE}.turn.lock", (long_ago, long_ago))
    assert kept_with(store, monkeypatch) == [(FEEDS, 2)]


def test_a_refresh_that_begins_after_a_mark_is_short_from_its_first_step(
    store: LocalStore, opened: Callable[..., LocalStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    store._opened_archive.step_seconds = 600
    opened().mark([an_entry(1, "f0")], read=True)
    assert kept_with(store, monkeypatch)[0] == (1, 1)


def test_a_refresh_comes_to_its_end_however_long_somebody_else_holds_the_turn(store: LocalStore, folder: Path) -> None:
    store._opened_archive.database.turns.patience = 0.01
    with Turns(folder / f"{ARCHIVE}.turn.lock").first():
        store.apply_refresh(brought())
    assert {count.entries for count in store.feed_counts().values()} == {2}


def test_without_a_place_for_the_lock_nobody_goes_first(tmp_path: Path) -> None:
    turn = Turns(tmp_path / "no such folder" / "turn.lock")
    with turn.first():
        assert not turn.others_wait()
        turn.let_others()
