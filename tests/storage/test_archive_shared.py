"""The archive in the hands of many: threads, processes, folders of any name.

And what a search compares.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.entry import PAGES
from digest.domain.query import EntryQuery
from digest.domain.text import matches, search_keys
from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.sql.records import folded
from digest.storage.sql.sqlite import Database
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.storage.test_archive import CHOSEN, chosen, filled, opened

__all__ = ["opened"]  # the fixture

SPAWN = multiprocessing.get_context("spawn")


def test_threads_of_one_program_ask_and_change_at_once(opened: Callable[..., LocalStore]) -> None:
    store = opened()
    store.add_feeds([a_feed(number) for number in range(4)])
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(20):
                entry = an_entry(turn, f"f{number}")
                store.apply_refresh([a_refresh(f"f{number}", entry)])
                store.mark([entry], read=bool(turn % 2))
                assert store.entries(EntryQuery(feed_ids=(f"f{number}",))).total == turn + 1
                assert len(list(store.search(f"Beitrag {turn}"))) == 1
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {key: (count.entries, count.unread) for key, count in store.feed_counts().items()} == {
        f"f{number}": (20, 10) for number in range(4)
    }


def write_along(folder: Path, worker: int) -> None:
    store = LocalStore(folder, lambda: NOW)
    for turn in range(25):
        entry = an_entry(turn, f"f{worker}")
        store.apply_refresh([a_refresh(f"f{worker}", entry)])
        store.mark([entry], read=True)
        store.add_page(an_entry(worker * 100 + turn, PAGES))
        store.mark([entry], shortlisted=True)
    store.close()


def test_processes_lose_nothing_of_each_other(folder: Path, opened: Callable[..., LocalStore]) -> None:
    store = opened()
    store.add_feeds([a_feed(number) for number in range(3)])
    processes = [SPAWN.Process(target=write_along, args=(folder, worker)) for worker in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    counts = store.feed_counts()
    assert {key: (count.entries, count.unread) for key, count in counts.items()} == {
        "f0": (25, 0), "f1": (25, 0), "f2": (25, 0), PAGES: (75, 75)
    }  # fmt: skip
    assert store.entries(EntryQuery(shortlisted=True)).total == 75
    assert list(store.check()) == []


WORDS = st.lists(
    st.text(st.sampled_from("aäobßsSÄe\u0308 -x\u00a0\u200b\nİ"), min_size=1, max_size=8), min_size=1, max_size=4
)


@given(texts=WORDS, needle=st.text(st.sampled_from("aäobßse\u0308-x\u200bİ"), min_size=1, max_size=4))
def test_words_of_a_text_are_found_as_in_the_text_itself(texts: list[str], needle: str) -> None:
    expected = matches(needle, *texts)
    words, (plain, spelled) = folded(texts), search_keys(needle)
    kept = (words.same, plain), (words.plain, plain), (words.same, spelled), (words.spelled, spelled)
    assert any(word in text for text, word in kept) == expected


def test_closing_waits_for_nobody_and_disturbs_nobody(folder: Path) -> None:
    store = LocalStore(folder, lambda: NOW)
    filled(store)
    failed: list[BaseException] = []
    begun, stop = threading.Event(), threading.Event()

    def ask() -> None:
        try:
            while not stop.is_set():
                assert store.entries(EntryQuery(search="Satz")).total == 39
                begun.set()
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    for _ in range(50):
        store.close()
    stop.set()
    for thread in threads:
        thread.join()
    store.close()
    assert failed == []


def test_a_connection_that_was_closed_before_it_was_used_is_opened_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thread closes the library just when another has got its connection."""
    filled(LocalStore(folder, lambda: NOW))
    store = LocalStore(folder, lambda: NOW)
    connected = Database._connected
    closed: list[bool] = []

    def closing(self: Database, *, writing: bool) -> object:
        held = connected(self, writing=writing)
        if len(closed) < 2:
            closed.append(writing)
            self.close()
        return held

    monkeypatch.setattr(Database, "_connected", closing)
    assert store.entries(EntryQuery(search="Satz")).total == 39
    closed.clear()
    store.mark([an_entry(1)], read=True)
    assert store.entry(an_entry(1).id).read
    store.close()


@pytest.mark.parametrize("name", [b"\xff\xfe", b"what? 100% #1", "Größe & Co".encode()])
def test_a_folder_may_be_called_anything(name: bytes, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(name)
    filled(LocalStore(folder, lambda: NOW))
    store = LocalStore(folder, lambda: NOW)
    assert chosen(store) == CHOSEN
    assert list(store.check()) == []
    store.close()
    assert [path.name for path in folder.glob(f"{ARCHIVE}*") if path.suffix != ".lock"] == [ARCHIVE]
