"""Questions that nobody waits for any more are stopped on the server, and no other question waits behind one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from digest.domain.curator import Curator
from digest.domain.errors import GivenUp
from digest.domain.query import EntryQuery
from digest.storage.postgresql.address import database_address
from digest.storage.registry import open_store
from digest.storage.store import Store
from digest.storage.team import TeamStore
from digest.tui.search.search_screen import SearchScreen
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_refresh, an_entry, pick_of
from tests.tui.driving import Driver, drive


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database, lambda: NOW)
    opened.add_feeds([a_feed(1)])
    opened.apply_refresh([a_refresh("f1", *(an_entry(number, title=f"Krise {number}") for number in range(1, 13)))])
    yield opened
    opened.close()


class Texts:
    """The texts that words are looked for in, which nobody may read for a while; `waiting` tells how many would."""

    def __init__(self, connection: Any, schema: str) -> None:
        self._connection = connection
        self._schema = schema

    @property
    def waiting(self) -> int:
        asked = """SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT l.granted AND n.nspname = %s AND c.relname = 'searched'"""
        ((number,),) = self._connection.execute(asked, (self._schema,)).fetchall()
        return int(number)

    def release(self) -> None:
        self._connection.rollback()


@contextmanager
def held(address: str) -> Iterator[Texts]:
    """A search that takes as long as it likes."""
    import psycopg

    schema = postgresql.schema_of(address)
    with psycopg.connect(postgresql.without_schema(address)) as connection:
        connection.execute(f'LOCK TABLE "{schema}".searched IN ACCESS EXCLUSIVE MODE')
        yield Texts(connection, schema)
        connection.rollback()


def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_question_is_stopped_on_the_server_and_the_next_one_is_answered(store: Store, database: str) -> None:
    wanted = threading.Event()
    wanted.set()

    def ask() -> None:
        with store.while_wanted(wanted.is_set):
            store.entries(EntryQuery(search="krise"))

    with ThreadPoolExecutor(1) as pool:
        for _ in range(3):
            with held(database) as texts:
                wanted.set()
                asking = pool.submit(ask)
                until(lambda texts=texts: texts.waiting == 1)  # type: ignore[misc]
                assert store.entry(an_entry(1).id).entry.title == "Krise 1"
                wanted.clear()
                with pytest.raises(GivenUp):
                    asking.result(90)
                assert texts.waiting == 0
                assert store.entry(an_entry(2).id).entry.title == "Krise 2"
            assert store.entries(EntryQuery(search="krise")).total == 12


def test_a_question_that_is_wanted_no_more_is_not_even_asked(store: Store, database: str) -> None:
    with held(database) as texts:
        with store.while_wanted(lambda: False), pytest.raises(GivenUp):
            store.entries(EntryQuery(search="krise"))
        assert texts.waiting == 0


@pytest.mark.parametrize("key", ["ctrl+f", "slash"])
def test_a_search_that_takes_long_holds_up_no_key_and_ends_when_it_is_left(
    tmp_path: Path, database: str, store: Store, key: str
) -> None:
    store.add_pick(pick_of(an_entry(11), comment="Da."), NOW)

    async def steps(driver: Driver) -> None:
        await driver.sees("▌●", "Krise 1 ", "1 of 10 picks")
        with held(database) as texts:
            await driver.press(key)
            if key == "ctrl+f":
                await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))
            await driver.types("krise")
            await driver.until(lambda: texts.waiting > 0, "a search under way")
            if key == "ctrl+f":
                await driver.sees("0 entries …")
            await driver.press("escape")
            await driver.until(lambda: texts.waiting == 0, "the search is stopped")
            await driver.press("j", "j", "3")
            await driver.sees("2 of 10 picks")
            assert {pick.entry_id for pick in store.picks(MONTH)} == {an_entry(11).id, an_entry(10).id}

    drive(tmp_path, steps, DIGEST_LIBRARY=database)


@pytest.mark.usefixtures("store")
def test_the_first_hits_of_a_word_in_many_texts_are_there_before_all_are_counted(tmp_path: Path, database: str) -> None:
    with closing(TeamStore(database_address(database, {}), Curator(""), tmp_path, walked=5)) as walking:
        page = walking.entries(EntryQuery(search="krise", limit=3, is_counted=False))
        assert ([row.entry.title for row in page.rows], page.total) == (["Krise 12", "Krise 11", "Krise 10"], 4)
        walking.mark([an_entry(11)], read=True)
        page = walking.entries(EntryQuery(search="krise", unread=True, limit=3, is_counted=False))
        assert [row.entry.title for row in page.rows] == ["Krise 12", "Krise 10", "Krise 9"]
        page = walking.entries(EntryQuery(search="krise", limit=6, is_counted=False))
        assert (len(page.rows), page.total) == (6, 12)
