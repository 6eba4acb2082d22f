"""A library is copied between a folder and a database, both ways, and compared."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.domain.errors import LibraryError
from digest.domain.note import Note
from digest.domain.query import EntryQuery
from digest.services.library.copying import copy_library
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_frozen, a_pick, a_refresh, an_entry, at
from tests.cli.running import Digest
from tests.model.store import MemoryStore
from tests.pgproxy import Proxy
from tests.team.conftest import TeamDigest


def fill(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2, title="Zwei \0 und 🙂")])
    store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2)), a_refresh("f2", an_entry(3, "f2"))])
    store.mark([an_entry(1)], read=True, shortlisted=True)
    store.add_pick(a_pick(1, "2026-10", comment="Gut."), NOW)
    store.close_edition("2026-10", a_frozen(), at(1))
    store.add_pick(a_pick(2), at(2))
    store.mute_words(["Gewinnspiel"])
    store.exchange(None, Note("n1", "Zitat freigeben", by="Dora Fuchs", at=NOW, pick="p2"))
    store.change_pick("p2", {"comment": "Besser."}, at(3))
    if (presences := store.presences()) is not None:
        presences.announce(MONTH, "p2")


def test_from_a_folder_into_a_database_and_back(digest: TeamDigest, tmp_path: Path) -> None:
    here, there, back = tmp_path / "hier", digest.library, tmp_path / "zurueck"
    store = open_store(here, lambda: NOW)
    fill(store)
    told = digest.ok("library", "copy", here, there)
    assert "feeds: 2, entries: 3, editions: 2, picks: 2" in told.err
    digest.ok("library", "copy", there, back)
    other, shared = open_store(back, lambda: NOW), open_store(there, lambda: NOW)
    assert [*other.dump()] == [*store.dump()]
    for each in (other, shared):
        assert [(note.text, note.pick) for note in each.notes()] == [("Zitat freigeben", "p2")]
        assert [event.what for event in each.history(MONTH)] == ["picked", "commented"]
        presences = each.presences()
        assert presences is not None
        assert presences.others() == []
    for each in (store, other, shared):
        each.close()


def test_nothing_is_copied_over_something(digest: TeamDigest, tmp_path: Path) -> None:
    here = tmp_path / "hier"
    store = open_store(here, lambda: NOW)
    fill(store)
    store.close()
    digest.ok("library", "copy", here, digest.library)
    refused = digest("library", "copy", here, digest.library)
    assert refused.code == 2
    assert "nothing is overwritten" in refused.err


def test_a_folder_that_is_not_there_is_no_library(digest: Digest, tmp_path: Path) -> None:
    refused = digest("library", "copy", tmp_path / "nirgends", tmp_path / "ziel")
    assert refused.code == 2
    assert not (tmp_path / "ziel").exists()


def test_a_copy_that_is_cut_off_leaves_nothing_behind(digest: TeamDigest) -> None:
    source = MemoryStore()
    fill(source)

    def cut_off() -> object:
        for number, batch in enumerate(source.dump()):
            if number == 6:
                raise LibraryError(None)  # type: ignore[arg-type]
            yield batch

    target = open_store(digest.library, lambda: NOW)
    with pytest.raises(LibraryError):
        target.load(cut_off())  # type: ignore[arg-type]
    assert target.feeds() == []
    assert target.editions() == []
    copy_library(source, target)
    assert len(target.feeds()) == 2
    target.close()


def test_a_difference_is_told(tmp_path: Path) -> None:
    source = MemoryStore()
    fill(source)

    class Forgetful(MemoryStore):
        def load(self, batches: object) -> None:
            super().load(batch for batch in batches if batch.kind != "marks")  # type: ignore[attr-defined]

    with pytest.raises(LibraryError, match="differs"):
        copy_library(source, Forgetful())


def killed_at(table: str, place: int, digest: TeamDigest, proxy: Proxy, source: str | Path, target: str | Path) -> None:
    """Kill a copy just before its database hears of a table for the `place`-th time."""
    begun: Future[subprocess.Popen[bytes]] = Future()
    word = f'"{postgresql.schema_of(digest.library)}".{table}'
    proxy.before(word.encode(), lambda: begun.result(60).kill(), place)
    command = [sys.executable, "-m", "digest", "library", "copy", str(source), str(target)]
    process = subprocess.Popen(command, env=digest.environment(), stderr=subprocess.DEVNULL)
    begun.set_result(process)
    assert process.wait(90) == -signal.SIGKILL


@pytest.mark.slow
def test_a_copy_that_was_killed_is_made_again_as_if_nothing_had_been(digest: TeamDigest, tmp_path: Path) -> None:
    here, there, back = tmp_path / "hier", digest.library, tmp_path / "zurueck"
    store = open_store(here, lambda: NOW, curator=Curator("Dora Fuchs"))
    fill(store)
    for number in range(3, 23):
        store.add_feeds([a_feed(number)])
        store.apply_refresh([a_refresh(f"f{number}", *(an_entry(one, f"f{number}") for one in range(150)))])
    with Proxy(there) as proxy:
        for source, target in ((here, proxy.address), (proxy.address, back)):
            for table, place in (("seen", 1), ("content", 1), ("entries", 3)):
                killed_at(table, place, digest, proxy, source, target)
            assert "entries: 3003" in digest.ok("library", "copy", source, target).err
            assert digest("library", "copy", source, target).code == 2
    other = open_store(back, lambda: NOW, curator=Curator("Dora Fuchs"))
    assert [*other.dump()] == [*store.dump()]
    assert sorted(path.name for path in tmp_path.iterdir() if "zurueck" in path.name) == ["zurueck"]
    for each in (store, other):
        each.close()


@pytest.fixture
def another_database() -> str:
    """A second library, with nothing in it."""
    address = postgresql.shared_library("read committed", "copies")
    postgresql.emptied(address)
    return address


def test_between_databases_everybodys_read_marks_are_copied(digest: TeamDigest, another_database: str) -> None:
    def unread(address: str, name: str) -> tuple[set[str], int]:
        store = open_store(address, lambda: NOW, curator=Curator(name))
        try:
            rows = store.entries(EntryQuery(limit=99)).rows
            return {row.entry.title for row in rows if not row.read}, store.feed_counts()["f1"].unread
        finally:
            store.close()

    names = ("Dora Fuchs", "Emil Wolf", "")
    for number, name in enumerate(names):
        store = open_store(digest.library, lambda: NOW, curator=Curator(name))
        if not number:
            fill(store)
        store.mark([an_entry(2)], read=name != "Emil Wolf")
        store.mark([an_entry(1)], read=name == "Emil Wolf")
        store.close()
    digest.ok("library", "copy", digest.library, another_database)
    assert unread(another_database, "Emil Wolf") == ({"Beitrag 2", "Beitrag 3"}, 1)
    assert unread(another_database, "Dora Fuchs") == unread(another_database, "") == ({"Beitrag 1", "Beitrag 3"}, 1)
    for name in names:
        assert unread(another_database, name) == unread(digest.library, name)
