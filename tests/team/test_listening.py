"""Others' changes are heard at once; without hearing they are seen at the next look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from digest.storage.postgresql.listening import channel_of
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import NOW, a_feed, a_pick
from tests.pgproxy import Proxy


@pytest.fixture
def other(database: str) -> Iterator[Store]:
    opened = open_store(database, lambda: NOW)
    opened.feeds()
    yield opened
    opened.close()


@pytest.fixture
def listening(database: str) -> Iterator[Callable[[], set[int]]]:
    """The server's processes that listen to this library for somebody.

    Each hears everything from then on.
    """
    import psycopg

    said = f'LISTEN "{channel_of(postgresql.schema_of(database))}"'
    asked = "SELECT pid FROM pg_stat_activity WHERE query = %s AND state = 'idle'"
    with psycopg.connect(postgresql.without_schema(database), autocommit=True) as watching:
        yield lambda: {pid for (pid,) in watching.execute(asked, (said,))}


def test_what_others_change_is_heard_and_ones_own_is_not(
    database: str, other: Store, listening: Callable[[], set[int]]
) -> None:
    heard = threading.Semaphore(0)
    store = open_store(database, lambda: NOW)
    earlier, until = listening(), time.monotonic() + 90
    store.listen(heard.release)
    while not listening() - earlier:
        assert time.monotonic() < until
        time.sleep(0.01)
    other.mute_words(["Wort"])
    assert heard.acquire(timeout=90)
    before = store.others_stamp()
    store.add_feeds([a_feed(1)])
    assert not heard.acquire(timeout=0.2)
    assert store.others_stamp() == before
    other.add_pick(a_pick(1), NOW)
    assert heard.acquire(timeout=90)
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
