"""The server is stopped at once and started again in the middle of a command.

It goes on, or says so in one sentence and can simply be run again; nothing is lost, and nothing is there twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.domain.query import EntryQuery
from digest.domain.rules import Rule
from digest.domain.saved_search import SavedSearch
from digest.storage.postgresql.address import database_address
from digest.storage.postgresql.schema import STEPS
from digest.storage.registry import open_store
from digest.storage.store import Store
from digest.storage.team import TeamStore
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry
from tests.cli.running import Digest, Ran
from tests.feedserver import FeedServer
from tests.pgproxy import Proxy

CURATOR = Curator("Dora Fuchs")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass
class Restarted:
    """A server that is restarted when a client says a word; `address` leads to it."""

    server: postgresql.OwnServer
    proxy: Proxy
    times: int = 0

    @property
    def address(self) -> str:
        return self.proxy.address

    def at(self, word: str, place: int) -> None:
        self.proxy.before(word.encode(), self._restart, place)

    def _restart(self) -> None:
        self.times += 1
        self.server.stop_at_once()
        self.server.start()

    def run(self, digest: Digest, *words: object) -> Ran:
        """Run a command once or, after one sentence about the connection, twice."""
        ran = digest(*words)
        assert self.times == 1, f"nothing was restarted:\n{ran.out}{ran.err}"
        if ran.code:
            assert ran.code == 3, ran.err
            assert "Traceback" not in ran.err
            assert "Look whether the server runs" in ran.err
            assert ran.err.count("Error:") == 1
            ran = digest.ok(*words)
        return ran


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.OwnServer]:
    with postgresql.OwnServer() as server:
        yield server


@pytest.fixture
def restarted(server: postgresql.OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Restarted]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    server.begin_anew()
    with Proxy(server.library_address()) as proxy:
        yield Restarted(server, proxy)


def opened(place: str | Path) -> Store:
    return open_store(place, lambda: NOW, curator=CURATOR)


def filled(place: str | Path) -> None:
    store = opened(place)
    store.add_feeds([a_feed(1), a_feed(2, folder="PR")])
    many = [an_entry(number, month=f"2026-{10 + number % 2}") for number in range(1, 41)]
    store.apply_refresh([a_refresh("f1", *many, content={entry.id: f"<p>{entry.id}</p>" for entry in many})])
    store.add_pick(a_pick(1, comment="Da."), NOW)
    store.exchange(None, Rule("r1", "Krise", field="text", added=NOW))
    store.exchange(None, SavedSearch("s1", "Krise", "krise", added=NOW))
    store.mark(many[:7], read=True)
    store.close()


def content(place: str | Path) -> tuple[object, ...]:
    """What people and feeds have brought."""
    store = opened(place)
    rows = store.entries(EntryQuery()).rows
    found = (
        [feed.id for feed in store.feeds()], [(row.entry, row.read, store.content(row.entry)) for row in rows],
        store.picks(MONTH), store.rules(), store.saved_searches(), store.history(MONTH),
    )  # fmt: skip
    store.close()
    return found


@pytest.mark.parametrize(("word", "place"), [("digest.hosts", 1), ("digest.tallies", 1), ("COMMIT", 2), ("COMMIT", 3)])
def test_a_fetch_goes_on(tmp_path: Path, restarted: Restarted, feed_server: FeedServer, word: str, place: int) -> None:
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": restarted.address, "DIGEST_CURATOR": CURATOR.name})
    store = opened(restarted.address)
    for feed in range(4):
        items = "".join(
            f"<item><guid>{feed}-{number}</guid><title>Beitrag {feed}-{number}</title></item>" for number in range(30)
        )
        address = feed_server.serve(f"/{feed}.xml", body=f"<rss version='2.0'><channel>{items}</channel></rss>")
        store.add_feeds([replace(a_feed(feed), url=address, by_hand=True)])
    store.close()
    restarted.at(word, place)
    restarted.run(digest, "fetch")
    titles = [row["title"] for row in digest.ok("entries", "--limit", 0, "--json").data]
    assert sorted(titles) == sorted(f"Beitrag {feed}-{number}" for feed in range(4) for number in range(30))
    digest.ok("fetch")
    assert len(digest.ok("entries", "--limit", 0, "--json").data) == 120


@pytest.mark.parametrize("word", ["digest.states", "digest.content"])
def test_a_backup_is_whole_or_none(tmp_path: Path, restarted: Restarted, word: str) -> None:
    filled(restarted.address)
    before = content(restarted.address)
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": restarted.address, "DIGEST_CURATOR": CURATOR.name})
    restarted.at(word, 1)
    restarted.run(digest, "backup", tmp_path / "a.zip")
    assert [file.name for file in tmp_path.glob("*.zip*")] == ["a.zip"]
    digest.environ["DIGEST_LIBRARY"] = str(tmp_path / "restored")
    digest.ok("restore", tmp_path / "a.zip")
    assert content(tmp_path / "restored") == before


@pytest.mark.parametrize(
    ("word", "place"),
    [("digest.feeds", 1), ("digest.content", 1), ("COMMIT", 1)],
)
def test_a_copy_into_a_database_is_whole_or_none(tmp_path: Path, restarted: Restarted, word: str, place: int) -> None:
    filled(tmp_path / "library")
    store = opened(restarted.address)
    store.feeds()
    store.close()
    restarted.at(word, place)
    restarted.run(
        Digest(tmp_path, environ={"DIGEST_CURATOR": CURATOR.name}),
        "library",
        "copy",
        tmp_path / "library",
        restarted.address,
    )
    assert content(restarted.address) == content(tmp_path / "library")


@pytest.mark.parametrize("word", ["digest.states", "digest.content"])
def test_a_copy_out_of_a_database_is_whole_or_none(tmp_path: Path, restarted: Restarted, word: str) -> None:
    filled(restarted.address)
    restarted.at(word, 1)
    restarted.run(
        Digest(tmp_path, environ={"DIGEST_CURATOR": CURATOR.name}),
        "library",
        "copy",
        restarted.address,
        tmp_path / "copy",
    )
    assert content(restarted.address) == content(tmp_path / "copy")


@pytest.mark.parametrize(("word", "place"), [("COMMIT", 1), ("digest.locks", 2), ("COMMIT", 2)])
def test_an_import_brings_everything_once(tmp_path: Path, restarted: Restarted, word: str, place: int) -> None:
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": restarted.address, "DIGEST_CURATOR": CURATOR.name})
    feeds = [f"https://blog{number}.example/feed.xml" for number in range(5)]
    pages = [f"https://seite.example/{number}" for number in range(50)]
    (tmp_path / "liste.txt").write_text("\n".join(feeds + pages))
    digest.ok("feeds")
    restarted.at(word, place)
    restarted.run(digest, "import", tmp_path / "liste.txt")
    assert sorted(feed["url"] for feed in digest.ok("feeds", "--json").data) == feeds
    assert sorted(row["url"] for row in digest.ok("entries", "--limit", 0, "--json").data) == sorted(pages)


@pytest.mark.parametrize("word", ["FOR UPDATE", "RENAME TO", "digest.bigrams", "COMMIT"])
def test_an_upgrade_is_made_once(tmp_path: Path, restarted: Restarted, word: str) -> None:
    store = TeamStore(database_address(restarted.address, {}), CURATOR, tmp_path / "older", STEPS[:-1])
    store.add_pick(a_pick(1), NOW)
    store.close()
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": restarted.address, "DIGEST_CURATOR": CURATOR.name})
    assert digest("feeds").code == 3
    restarted.at(word, 1)
    restarted.run(digest, "library", "upgrade", "--yes")
    assert "Seite 1" in digest.ok("picks", MONTH).out
    assert "up to date" in digest.ok("library", "upgrade", "--yes").err


def test_a_server_that_stays_away_is_told_once(tmp_path: Path, restarted: Restarted) -> None:
    filled(restarted.address)
    restarted.server.stop_at_once()
    ran = Digest(tmp_path, environ={"DIGEST_LIBRARY": restarted.address, "DIGEST_CURATOR": CURATOR.name})("entries")
    assert (ran.code, ran.err.count("Error:")) == (3, 1)
    restarted.server.start()
    store = opened(restarted.address)
    assert len(store.entries(EntryQuery()).rows) == 40
    store.close()
