"""The index beside the library: it answers for months nobody reads, and is never believed where it may be old."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.domain.query import EntryQuery, EntryRow, FeedCounts
from digest.domain.text import matches, search_keys
from digest.storage.tinydb.searching import Word
from digest.storage.tinydb.store import TinyStore
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry
from tests.properties.test_store_machine import everything
from tests.storage.conftest import FailingDisk, files_of

Open = Callable[..., TinyStore]
MONTHS = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]


@pytest.fixture
def store(folder: Path, open_store: Open) -> TinyStore:
    """Five months, as if they had been written an hour ago."""
    opened = open_store()
    opened.add_feeds([a_feed(1, title="Die Pressemappe"), a_feed(2)])
    for number, month in enumerate(MONTHS):
        entries = [an_entry(number * 10 + each, "f1", month=month, title=f"Ärger {number}.{each}") for each in (1, 2)]
        opened.apply_refresh([a_refresh("f1", *entries)])
        opened.apply_refresh([a_refresh("f2", an_entry(number, "f2", month=month, old=True))])
    opened.mark([an_entry(2, "f1", month=MONTHS[0])], read=True)
    opened.mark([an_entry(12, "f1", month=MONTHS[1])], shortlisted=True)
    age(folder)
    return opened


def age(folder: Path, seconds: int = 3600) -> None:
    """Let the files of the months be as old as they are after a while."""
    for path in [*folder.glob("entries/*.json"), *folder.glob("state/*.json")]:
        found = path.stat()
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - seconds * 1_000_000_000))


def searched(store: TinyStore, words: str) -> list[EntryRow]:
    return [row for rows in store.search(words) for row in rows]


def reads(store: TinyStore, disk: FailingDisk, ask: Callable[[TinyStore], object]) -> int:
    """How many files of the library a question reads."""
    disk.calls.clear()
    ask(store)
    return disk.calls.count("open_read")


def test_old_months_are_not_read_for_counts_lists_and_names(
    open_store: Open, disk: FailingDisk, store: TinyStore
) -> None:
    everything(store)
    searched(store, "nirgends")
    open_store().mark([an_entry(1, "f1", month=MONTHS[0])], read=True)
    fresh = open_store(disk=disk)
    fresh.feeds(), fresh.fetch_states()
    assert reads(fresh, disk, lambda store: store.entries(EntryQuery(month=MONTHS[-1]))) == 1
    assert reads(fresh, disk, lambda store: store.find_entries("zz")) == 0
    assert reads(fresh, disk, lambda store: searched(store, "nirgends")) == 0
    assert reads(fresh, disk, lambda store: store.entries(EntryQuery(limit=1))) <= 3


def test_what_the_index_says_is_what_the_months_say(folder: Path, open_store: Open, store: TinyStore) -> None:
    first = everything(store), searched(store, "ärger 1")
    assert (folder / "index" / "months").exists()
    second = everything(open_store()), searched(open_store(), "ärger 1")
    shutil.rmtree(folder / "index")
    third = everything(open_store()), searched(open_store(), "ärger 1")
    assert first == second == third
    assert store.feed_counts() == {"f1": FeedCounts(10, 9), "f2": FeedCounts(5, 0)}


@pytest.mark.parametrize("ages", [0, 3600])
def test_a_change_of_an_old_month_is_seen_at_once(folder: Path, open_store: Open, store: TinyStore, ages: int) -> None:
    everything(store)
    other = open_store()
    everything(other)
    for number in range(4):
        other.mark([an_entry(2, "f1", month=MONTHS[0])], read=number % 2 == 1)
        age(folder, ages)
        for library in (store, other, open_store()):
            assert library.feed_counts()["f1"].unread == (9 if number % 2 else 10)
            assert library.entries(EntryQuery(unread=True)).total == (9 if number % 2 else 10)
    other.apply_refresh([a_refresh("f1", an_entry(1, "f1", month=MONTHS[0], title="Kugelschreiber"))])
    age(folder, ages)
    for library in (store, open_store()):
        assert [row.entry.title for rows in library.search("kugel") for row in rows] == ["Kugelschreiber"]
        assert library.entries(EntryQuery(search="kugel")).total == 1
        assert not [row for rows in library.search("ärger 0.1") for row in rows]


def test_a_changed_file_of_the_same_size_within_one_tick_is_not_taken_for_the_old_one(
    folder: Path, open_store: Open, store: TinyStore
) -> None:
    """As on kernels whose clock for files ticks every few milliseconds: all times are equal."""
    path = folder / "state" / f"{MONTHS[0]}.json"
    moment = 1_790_000_000_000_000_000
    for read, total in ((True, 8), (False, 9), (True, 8)):
        store.mark([an_entry(1, "f1", month=MONTHS[0])], read=read, shortlisted=not read)
        os.utime(path, ns=(moment, moment))
        index = folder / "index" / "months"
        assert open_store().feed_counts()["f1"].unread == total
        os.utime(index, ns=(moment + 1, moment + 1))
        assert open_store().feed_counts()["f1"].unread == total


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\0" * 100, b'{"format": 1, "months": {"2026-07": 5}}', b'{"format": 9}']
)
def test_a_damaged_index_is_made_anew(folder: Path, open_store: Open, store: TinyStore, damage: bytes) -> None:
    before = everything(store), searched(store, "ärger")
    for path in (folder / "index").iterdir():
        path.write_bytes(damage)
    assert (everything(open_store()), searched(open_store(), "ärger")) == before
    assert list(store.check()) == []


def test_a_library_whose_index_cannot_be_written_answers_all_the_same(
    folder: Path, open_store: Open, store: TinyStore
) -> None:
    shutil.rmtree(folder / "index", ignore_errors=True)
    (folder / "index").write_text("a file where the folder should be")
    assert store.feed_counts()["f1"] == FeedCounts(10, 9)
    assert len(searched(open_store(), "ärger")) == 10
    assert (folder / "index").read_text() == "a file where the folder should be"


def test_the_newest_month_leaves_no_index(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    before = files_of(folder)
    everything(store), searched(store, "beitrag")
    assert files_of(folder) == before


def test_search_brings_the_newest_month_first_and_looks_into_titles_of_feeds_and_comments(store: TinyStore) -> None:
    months = [rows[0].entry.month for rows in store.search("pressemappe")]
    assert months == sorted(MONTHS, reverse=True)
    store.add_pick(a_pick(1, entry_id=an_entry(11, "f1").id, comment="Kluge Worte über Öffentlichkeit"), NOW)
    assert [row.entry.id for rows in store.search("oeffentlich presse aerger") for row in rows] == [
        an_entry(11, "f1").id
    ]
    assert list(store.search("  ")) == []


def test_a_search_can_be_prepared(folder: Path, open_store: Open, disk: FailingDisk, store: TinyStore) -> None:
    """So many months at a time; the newest, which changes all day, is none of them, nor is a damaged one."""
    (folder / "entries" / "2026-08.json").write_bytes(b"{")
    age(folder)
    assert [open_store().prepare_search(2), open_store().prepare_search(2), open_store().prepare_search(2)] == [2, 1, 0]
    assert (folder / "entries" / "2026-08.json").exists()
    assert sorted(path.stem for path in (folder / "index").glob("*.texts")) == ["2026-07", "2026-09", "2026-10"]
    (folder / "entries" / "2026-08.json").unlink()
    fresh = open_store(disk=disk)
    fresh.feeds(), fresh.fetch_states(), fresh.months()
    assert reads(fresh, disk, lambda store: searched(store, "nirgends")) == 0
    (folder / "entries" / "2026-09.json").touch()
    age(folder)
    assert open_store().prepare_search() == 3


LETTERS = st.text("aeouäöüßénxAEÄé \u0308\u00a0", max_size=12)


@example(text="Ä", word="e")
@example(text="", word="E")
@example(text="x", word="\u0308")
@given(text=LETTERS, word=st.text("aeouäöüßénxAEÄ\u0308", min_size=1, max_size=5))
def test_the_index_finds_what_comparing_finds(text: str, word: str) -> None:
    """In either spelling, wherever a word begins or ends."""
    line = "\t".join(["0123", "f1", "https://x.example/", *search_keys(text)]).encode()
    texts = b"\n" + line + b"\n"
    wanted = Word(word, {}, {})
    assert wanted.is_in(*line.split(b"\t")) == matches(word, text)
    if matches(word, text):
        assert wanted.perhaps_in(texts) == {1}
        assert wanted.at_most(texts) >= 1
