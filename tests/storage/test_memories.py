"""What a feed showed long ago is kept apart, and known again all the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.domain.entry import Entry
from digest.domain.errors import LibraryDamaged
from digest.domain.query import Seen
from digest.storage.tinydb import memories
from digest.storage.tinydb.store import TinyStore
from tests.builders import a_feed, a_refresh, a_seen, an_entry
from tests.model.store import MemoryStore

Open = Callable[..., TinyStore]

OLD = [an_entry(number, month=f"2026-0{number}") for number in range(1, 7)]
NEW = an_entry(9, month="2026-07")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "MOST_RECENT", 4)
    monkeypatch.setattr(memories, "KEPT_RECENT", 2)


@pytest.fixture
def store(open_store: Open) -> TinyStore:
    """A feed whose entries have come one after the other."""
    store = open_store()
    store.add_feeds([a_feed(1)])
    for entry in OLD:
        store.apply_refresh([a_refresh("f1", entry)])
    return store


def in_file(path: Path) -> set[str]:
    return set(json.loads(path.read_bytes())["seen"])


def ids(*entries: Entry) -> set[str]:
    return {entry.id for entry in entries}


def by_id(*entries: Entry, **fields: str) -> list[Seen]:
    return sorted((a_seen(entry, **fields) for entry in entries), key=lambda seen: seen.entry_id)


def test_the_oldest_lie_apart_and_nothing_is_lost(store: TinyStore, folder: Path) -> None:
    assert in_file(folder / "seen/f1.json") == ids(*OLD[3:])
    assert in_file(folder / "seen/past/f1.json") == ids(*OLD[:3])
    assert store.seen("f1") == by_id(*OLD)


@pytest.mark.parametrize("sign", [lambda seen: seen.guid, lambda seen: seen.canonical_url, lambda seen: seen.entry_id])
@pytest.mark.parametrize("old", OLD)
def test_each_is_found_by_each_of_its_signs(store: TinyStore, old: Entry, sign: Callable[[Seen], str]) -> None:
    assert store.seen("f1", {sign(a_seen(old)), "nothing of it"}) == [a_seen(old)]


def test_what_brings_nothing_old_reads_and_writes_nothing_old(store: TinyStore, folder: Path) -> None:
    past = folder / "seen/past/f1.json"
    past.write_bytes(b"{")  # whoever read it would be told
    before = past.stat()
    assert store.seen("f1", {NEW.guid, NEW.canonical_url, NEW.id}) == []
    store.apply_refresh([a_refresh("f1", NEW)])
    assert store.seen("f1", {NEW.guid}) == [a_seen(NEW)]
    assert past.stat() == before


def test_one_that_comes_back_stays_in_its_month_and_is_what_it_is_now(store: TinyStore) -> None:
    again = an_entry(1, month="2026-11", title="Jetzt anders")
    store.apply_refresh([a_refresh("f1", again)])
    assert store.entry(again.id).entry.month == "2026-01"
    assert store.seen("f1", {again.guid}) == [a_seen(again, month="2026-01")]
    assert [seen.print for seen in store.seen("f1") if seen.entry_id == again.id] == ["print of Jetzt anders"]


def test_what_has_no_sign_is_always_compared(store: TinyStore) -> None:
    bare = an_entry(8, month="2025-01", guid="", canonical_url="")
    store.apply_refresh([a_refresh("f1", bare)])
    store.apply_refresh([a_refresh("f1", NEW)])
    assert a_seen(bare) in store.seen("f1", {"nothing of it"})


def test_cut_off_between_the_two_files_they_say_the_same(store: TinyStore, folder: Path, open_store: Open) -> None:
    lately = (folder / "seen/f1.json").read_bytes()
    for entry in (NEW, an_entry(10, month="2026-08")):
        store.apply_refresh([a_refresh("f1", entry)])
    assert in_file(folder / "seen/past/f1.json") > ids(*OLD[:3])
    (folder / "seen/f1.json").write_bytes(lately)
    store = open_store()
    assert store.seen("f1") == by_id(*OLD)
    store.apply_refresh([a_refresh("f1", NEW)])
    store.apply_refresh([a_refresh("f1", an_entry(10, month="2026-08"))])
    assert store.seen("f1") == by_id(*OLD, NEW, an_entry(10, month="2026-08"))


@pytest.mark.parametrize("lost", ["seen/past", "seen/past/f1.json", "seen/f1.json", "seen"])
def test_a_lost_file_is_made_anew_from_the_entries(folder: Path, store: TinyStore, open_store: Open, lost: str) -> None:
    path = folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    store = open_store()
    assert [seen.entry_id for seen in store.seen("f1", {OLD[0].guid})] == [OLD[0].id]
    for entry in (NEW, an_entry(10, month="2026-08"), an_entry(11, month="2026-09")):
        store.apply_refresh([a_refresh("f1", entry)])
    assert {seen.entry_id for seen in store.seen("f1")} >= ids(*OLD, NEW)
    again = an_entry(2, month="2026-11")
    store.apply_refresh([a_refresh("f1", again)])
    assert store.entry(again.id).entry.month == "2026-02"


def test_a_damaged_file_of_long_ago_is_set_aside_and_nothing_comes_twice(store: TinyStore, folder: Path) -> None:
    (folder / "seen/past/f1.json").write_bytes(b"{")
    assert [problem.where for problem in store.check()] == ["seen/past/f1.json"]
    with pytest.raises(LibraryDamaged, match="set aside"):
        store.seen("f1", {OLD[0].guid})
    assert store.seen("f1", {OLD[0].guid}) == [a_seen(OLD[0], print="")]


def test_it_moves_house_whole(store: TinyStore) -> None:
    other = MemoryStore()
    other.load(store.dump())
    assert other.seen("f1") == store.seen("f1")


def test_a_feed_that_shows_everything_for_ever_loses_nothing(open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    many = [an_entry(number) for number in range(1, 31)]
    for _ in range(3):
        store.apply_refresh([a_refresh("f1", *many)])
        assert store.seen("f1", {sign for entry in many for sign in (entry.guid, entry.id)}) == by_id(*many)
