"""One damaged file does not take the month at work with it."""

from __future__ import annotations

import pytest

from digest.storage.tinydb.store import TinyStore
from tests.builders import MONTH, NOW, a_feed, a_frozen, a_pick
from tests.cli.running import Digest

#: What is asked of the month at work, without naming it.
COMMANDS = [("picks",), ("picks", "--json")]


@pytest.fixture
def library(digest: Digest) -> Digest:
    """Two editions, the older one closed, and feeds that were changed twice, so that a copy of everything is kept."""
    store = TinyStore(digest.library, lambda: NOW)
    for number in (1, 2):
        store.add_feeds([a_feed(number)])
        store.add_pick(a_pick(number, comment="Ein Satz, der bleibt."), NOW)
    store.add_pick(a_pick(3, "2026-10"), NOW)
    store.close_edition("2026-10", a_frozen(), NOW)
    store.close()
    return digest


@pytest.mark.parametrize("day", ["05", "21"])
@pytest.mark.parametrize("data", [b"{", None])
@pytest.mark.parametrize(
    ("name", "damaged"), [("feeds.json", ("feeds",)), ("closed/2026-10.json", ("picks", "2026-10"))]
)
def test_the_month_at_work_stays_usable(
    digest: Digest, library: Digest, name: str, damaged: tuple[str, ...], data: bytes | None, day: str
) -> None:
    digest.now = f"{MONTH}-{day}T08:00:00+00:00"
    path = digest.library / name
    path.unlink() if data is None else path.write_bytes(data)
    for words in COMMANDS:
        ran = digest.ok(*words)
        assert "Seite 1" in ran.out, words
        assert "Seite 3" not in ran.out
    ran = digest(*damaged)
    assert ran.code == 3
    assert "digest doctor --repair" in ran.err
