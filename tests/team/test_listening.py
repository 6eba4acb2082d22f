"""Others' changes are heard at once; without hearing they are seen at the next look."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from digest.storage.registry import open_store
from digest.storage.store import Store
from tests.builders import NOW, a_feed, a_pick
from tests.pgproxy import Proxy


@pytest.fixture
def other(database: str) -> Iterator[Store]:
    opened = open_store(database, lambda: NOW)
    opened.feeds()
    yield opened
    opened.close()


def test_what_others_change_is_heard_and_ones_own_is_not(database: str, other: Store) -> None:
    heard, begun = threading.Semaphore(0), threading.Event()
    store = open_store(database, lambda: NOW)
    store.listen(lambda: (heard.release(), begun.set()))  # type: ignore[func-returns-value]
    for number in range(1, 200):  # until the connection that listens is there
        other.mute_words([f"Wort {number}"])
        if begun.wait(0.05):
            break
    while heard.acquire(timeout=0.2):
        pass
    before = store.others_stamp()
    store.add_feeds([a_feed(1)])
    assert not heard.acquire(timeout=0.2)
    assert store.others_stamp() == before
    other.add_pick(a_pick(1), NOW)
    assert heard.acquire(timeout=20)
    assert store.others_stamp() != before
    store.close()


def test_after_a_cut_it_listens_again(database: str, other: Store) -> None:
    begun = threading.Event()
    with Proxy(database) as proxy:
        store = open_store(proxy.address, lambda: NOW)
        stop = store.listen(begun.set)
        for turn in (1, 2):
            begun.clear()
            for number in range(400):
                other.mute_words([f"Wort {turn} {number}"])
                if begun.wait(0.05):
                    break
            assert begun.is_set()
            proxy.cut()
        stop()
        store.close()
