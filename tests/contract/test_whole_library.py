"""A library as a whole.

Tidied, and carried from any backend to any other with all that it holds.
"""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex
from threading import Thread

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import UsageError
from digest.domain.feed import FetchState
from digest.domain.health import Failure, FailureKind
from digest.domain.library import Sizes, Tidied
from digest.domain.problem import Problem
from digest.domain.query import EntryQuery
from digest.domain.rules import Rule
from digest.domain.saved_search import SavedSearch
from digest.storage import dump_format
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_feed, a_frozen, a_pick, a_refresh, an_entry, at, pick_of
from tests.contract.conftest import BACKENDS
from tests.model.store import MemoryStore
from tests.properties.test_store_machine import everything


def fill(store: Store) -> None:
    """Something of each kind, in two months."""
    store.add_feeds([a_feed(2, title="Zweiter", attributes={"text": "ü"}), a_feed(1)])
    store.remove_feed("f2", at(9))
    store.mute_words(["Gewinnspiel*"])
    store.exchange(None, Rule("r1", "Anzeige", field="tag", action="read", added=at(0)))
    store.exchange(None, SavedSearch("s1", "Krise", "krise", ("f1",), "PR/Blogs", unread=True, added=at(0)))
    old = [an_entry(number, month="2026-09") for number in (1, 2, 3, 4)]
    failed = FetchState(etag='"x"', last_error=Failure(FailureKind.DNS, {"host": "x.example"}), title="Größe")
    store.apply_refresh([a_refresh("f1", *old), a_refresh("f2", an_entry(9, "f2"), state=failed)])
    store.add_page(an_entry(5, PAGES), "<p>Seite</p>")
    store.mark(old[:1], read=True)
    store.mark(old[1:2], shortlisted=True)
    store.add_pick(pick_of(old[2], 1, edition_id="2026-10", comment="„Größe“\n\n🙂"), NOW)
    store.close_edition("2026-10", a_frozen(), at(1))
    store.add_pick(a_pick(2, comment="neu", silenced=("old-entry",)), at(2))
    store.add_pick(a_pick(3), at(3))
    store.drop_pick("p3", at(4))
    store.change_edition(MONTH, {"intro": "Hallo"}, at(5))


@pytest.mark.parametrize("target", sorted(BACKENDS))
def test_a_library_is_carried_whole_into_any_backend(store: Store, tmp_path: Path, target: str) -> None:
    fill(store)
    other = BACKENDS[target](tmp_path / "other")
    other.load(store.dump())
    assert everything(other) == everything(store)
    assert other.feed("f2") == store.feed("f2")
    assert list(other.dump()) == list(store.dump())
    other.add_feeds([a_feed(7)])
    assert [feed.id for feed in other.feeds()] == ["f1", "f7"]
    other.close()


@pytest.mark.parametrize("target", sorted(BACKENDS))
def test_what_speaks_of_entries_that_are_lost_does_no_harm(store: Store, tmp_path: Path, target: str) -> None:
    fill(store)
    brought = [part for part in store.dump() if part.kind != "entries"]
    other = BACKENDS[target](tmp_path / "other")
    other.load(brought)
    kept = {part.kind: part for part in other.dump() if part.records}
    assert kept.keys() - {"marks"} == {
        "states",
        "feeds",
        "muted",
        "rules",
        "searches",
        "editions",
        "picks",
        "history",
        "seen",
    }
    other.close()


@pytest.mark.parametrize("target", sorted(BACKENDS))
def test_editions_are_carried_without_their_version_and_without_picks(tmp_path: Path, target: str) -> None:
    plain = {"2026-10": {"frozen": {"title": "10 Tipps"}}, "2026-09": {"frozen": {"title": "9 Tipps"}}, "2026-11": {}}
    picks = dump_format.plain(dump_format.Batch("picks", "2026-10", {"p1": a_pick(1)}))
    other = BACKENDS[target](tmp_path / "other")
    other.load([dump_format.batch_of("editions", "", plain), dump_format.batch_of("picks", "2026-10", picks)])
    assert {each.id: (each.version, each.is_closed) for each in other.editions()} == {
        "2026-09": (1, True), "2026-10": (1, True), "2026-11": (1, False)
    }  # fmt: skip
    assert [pick.id for pick in other.picks("2026-10")] == ["p1"]
    other.close()


def test_batches_survive_as_plain_data(store: Store, tmp_path: Path) -> None:
    fill(store)
    brought = list(store.dump())
    assert [dump_format.batch_of(each.kind, each.key, dump_format.plain(each)) for each in brought] == brought
    kinds = list(dump_format.KINDS)
    assert [each.kind for each in brought] == sorted((each.kind for each in brought), key=kinds.index)
    assert {each.kind for each in brought} == set(kinds)


def test_nothing_is_loaded_over_something(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    with pytest.raises(UsageError, match="nothing is overwritten"):
        store.load(iter(()))
    assert [feed.id for feed in store.feeds()] == ["f1"]


def test_an_empty_library_is_carried_too(store: Store, tmp_path: Path) -> None:
    other = BACKENDS["model"](tmp_path)
    other.load(store.dump())
    assert everything(other) == everything(store)


def test_tidying_drops_old_bodies_and_nothing_else(store: Store) -> None:
    fill(store)
    entries = {row.entry.id: row for row in store.entries(EntryQuery()).rows}
    before = {entry_id: store.content(row.entry) for entry_id, row in entries.items()}
    wanted = {an_entry(1, month="2026-09").id, an_entry(4, month="2026-09").id}
    size = sum(len(before[entry_id].encode()) for entry_id in wanted)
    assert store.tidy("2026-10", dry_run=True) == Tidied(2, size)
    assert {entry_id: store.content(row.entry) for entry_id, row in entries.items()} == before
    assert store.tidy("2026-10") == Tidied(2, size)
    after = {entry_id: store.content(row.entry) for entry_id, row in entries.items()}
    assert after == {entry_id: "" if entry_id in wanted else html for entry_id, html in before.items()}
    assert {row.entry.id: row for row in store.entries(EntryQuery()).rows} == entries
    assert store.tidy("2026-10") == Tidied(0, 0)


def test_tidying_keeps_bodies_of_the_month_and_of_later_ones(store: Store) -> None:
    fill(store)
    assert store.tidy("2026-09") == Tidied(0, 0)


def test_a_mark_can_be_taken_back(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.mark([an_entry(1)], shortlisted=True)
    store.mark([an_entry(1)], shortlisted=False)
    assert store.entries(EntryQuery(shortlisted=True)).total == 0


def test_what_is_well_is_not_repaired(store: Store) -> None:
    fill(store)
    before = everything(store)
    for mend in ("restore", "recode", "refill"):
        assert not store.repair(Problem("editions.json", "damaged", mend=mend))
    assert everything(store) == before


def test_while_the_library_is_held_alone_no_change_is_made_and_everything_can_be_read(store: Store) -> None:
    fill(store)
    writer = Thread(target=store.change_edition, args=(MONTH, {"outro": "Tschüss"}, at(6)))
    with store.alone():
        writer.start()
        writer.join(0.1)
        assert writer.is_alive()
    writer.join()
    assert store.edition(MONTH).outro == "Tschüss"


def test_the_room_that_a_library_takes_grows_where_something_is_added(store: Store) -> None:
    fill(store)
    before = store.sizes()
    store.change_edition(MONTH, {"intro": token_hex(50_000)}, at(6))
    written = store.sizes()
    store.keep_content(an_entry(1, month="2026-09"), f"<p>{token_hex(500_000)}</p>")
    brought = store.sizes()
    if isinstance(store, MemoryStore):
        assert brought == Sizes()
        return
    assert (before.written > 0, before.archive > 0) == (True, True)
    assert written.written - before.written > 50_000
    assert brought.archive - written.archive > 500_000
    assert not before.readers_wait


def test_where_it_lies_is_told_before_and_after_it_is_made(store: Store) -> None:
    assert store.location().is_writable
    store.add_feeds([a_feed(1)])
    place = store.location()
    assert (place.exists, place.is_library, place.is_writable) == (True, True, True)
    assert not place.permissions & 0o077
    assert place.address
