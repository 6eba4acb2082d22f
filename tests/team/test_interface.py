"""The interface on a library in PostgreSQL.

Others' changes show, and a server that is away loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.pgproxy import Proxy
from tests.tui.driving import Driver, drive
from tests.tui.test_inbox import ready


@pytest.fixture
def colleague(database: str) -> Iterator[Store]:
    """Somebody else at the same library, which has twelve entries."""
    opened = open_store(database, lambda: NOW, curator=Curator("Emil Wolf"))
    opened.add_feeds([a_feed(1, title="Blog 1")])
    entries = [an_entry(number, title=f"Beitrag {number}") for number in range(1, 13)]
    opened.apply_refresh([a_refresh("f1", *entries)])
    yield opened
    opened.close()


def test_what_a_colleague_picks_shows_and_read_marks_are_ones_own(
    tmp_path: Path, database: str, colleague: Store
) -> None:
    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("0 of 10 picks")
        colleague.add_pick(a_pick(1), at(1))
        await driver.sees("1 of 10 picks")
        colleague.mark([an_entry(3)], read=True)
        await driver.press("3")
        await driver.sees("2 of 10 picks")
        assert len(driver.titles) >= 11

    drive(tmp_path, steps, DIGEST_LIBRARY=database, DIGEST_CURATOR="Dora Fuchs")
    picks = colleague.picks(MONTH)
    assert [pick.curator for pick in picks] == ["Emil Wolf", "Dora Fuchs"]


def test_what_is_picked_while_the_connection_breaks_is_kept(tmp_path: Path, database: str, colleague: Store) -> None:
    with Proxy(database) as proxy:

        async def steps(driver: Driver) -> None:
            await ready(driver)
            for number in range(1, 4):
                proxy.cut()
                await driver.press("3")
                await driver.sees(f"{number} of 10 picks")
                await driver.press("j")
                proxy.cut()

        drive(tmp_path, steps, DIGEST_LIBRARY=proxy.address, DIGEST_CURATOR="Dora Fuchs")
    assert len(colleague.picks(MONTH)) == 3
