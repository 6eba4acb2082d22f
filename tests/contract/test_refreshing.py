"""What a refresh brings, and what it must never change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import FetchRunning, NotFound
from digest.domain.feed import FetchState
from digest.domain.health import Failure, FailureKind
from digest.domain.query import EntryQuery, FeedCounts, Seen
from digest.storage.store import FeedRefresh, Store
from tests.builders import NOW, a_feed, a_pick, a_refresh, a_seen, an_entry, at


def test_a_refresh_brings_entries_bodies_memory_and_state(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    refresh = a_refresh("f1", an_entry(1), an_entry(2))
    store.apply_refresh([refresh])
    page = store.entries(EntryQuery())
    assert [row.entry for row in page.rows] == [an_entry(2), an_entry(1)]
    assert not any(row.read or row.shortlisted for row in page.rows)
    assert store.content(an_entry(2)) == "<p>Beitrag 2</p>"
    assert set(store.seen("f1")) == {a_seen(an_entry(1)), a_seen(an_entry(2))}
    assert store.fetch_states() == {"f1": refresh.state}


def test_every_field_of_a_state_is_kept(store: Store) -> None:
    state = FetchState(
        url="https://blog1.example/feed.xml", etag='W/"a\\"b"', last_modified="Sat, 21 Nov 2026 12:00:00 GMT",
        full_fetch=at(1), body_hash="00ff", next_check=at(2), next_reason="max-age", retry_after=at(3),
        last_checked=at(4), last_success=at(5), last_new=at(6),
        last_error=Failure(FailureKind.TIMEOUT, {"host": "blog1.example", "seconds": "30"}), error_since=at(7),
        errors=3, title="Blög", site_url="https://blog1.example/", language="de", moved_to="https://new.example/feed",
        previous_url="https://old.example/feed", gone=True,
    )  # fmt: skip
    store.add_feeds([a_feed(1)])
    store.apply_refresh([FeedRefresh("f1", state)])
    assert store.fetch_states() == {"f1": state}


def test_every_field_of_an_entry_is_kept(store: Store) -> None:
    entry = an_entry(
        1, title="Ünïcode „Titel“ 🙂", author="Jörg", language="de-AT", summary="Kurz", tags=("PR", "Krise"), old=True,
        place=7, published=None, first_seen=at(0.5),
    )  # fmt: skip
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", entry)])
    row = store.entry(entry.id)
    assert row.entry == entry
    assert row.read


def test_applying_twice_changes_nothing(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    refresh = a_refresh("f1", an_entry(1))
    store.apply_refresh([refresh])
    before = store.stamp()
    store.apply_refresh([refresh])
    store.apply_refresh([])
    assert store.stamp() == before
    assert store.entries(EntryQuery()).total == 1


def test_merging_the_index_changes_nothing(store: Store) -> None:
    store.merge_index()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    before = store.stamp()
    store.merge_index()
    assert store.stamp() == before
    assert store.entries(EntryQuery(search="Beitrag")).total == 1


def test_a_known_entry_keeps_its_first_sight_and_its_marks(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1, old=True, place=4))])
    store.mark([an_entry(1)], shortlisted=True)
    corrected = an_entry(1, title="Berichtigt", month="2026-12", first_seen=at(60 * 24 * 20), summary="Neu")
    store.apply_refresh([a_refresh("f1", corrected)])
    [row] = store.entries(EntryQuery()).rows
    assert row.entry == an_entry(1, title="Berichtigt", summary="Neu", old=True, place=4)
    assert (row.read, row.shortlisted) == (True, True)
    assert store.months() == ["2026-11"]
    assert store.content(row.entry) == "<p>Berichtigt</p>"
    assert [seen.month for seen in store.seen("f1")] == ["2026-11"]


def test_an_entry_found_again_in_another_year_stays_in_its_month(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1, month="2025-02"))])
    store.apply_refresh([a_refresh("f1", an_entry(1, month="2026-11", title="Wieder da"))])
    assert [(row.entry.month, row.entry.title) for row in store.entries(EntryQuery()).rows] == [
        ("2025-02", "Wieder da")
    ]


def test_an_entry_kept_before_midnight_is_known_although_it_was_not_remembered(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1, month="2026-11"), seen=())])
    store.apply_refresh([a_refresh("f1", an_entry(1, month="2026-12"))])
    assert store.months() == ["2026-11"]
    assert [seen.month for seen in store.seen("f1")] == ["2026-11"]


def test_bodies_are_replaced_or_taken_away(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2))])
    store.apply_refresh([a_refresh("f1", seen=(), content={an_entry(1).id: "<p>neu</p>", an_entry(2).id: ""})])
    assert store.content(an_entry(1)) == "<p>neu</p>"
    assert store.content(an_entry(2)) == ""
    assert store.content(an_entry(3)) == ""


def test_a_body_of_an_entry_that_nobody_knows_is_a_mistake_and_nothing_is_kept(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    before = store.stamp()
    with pytest.raises(ValueError, match="unknown entry"):
        store.apply_refresh([a_refresh("f2", an_entry(2, "f2")), a_refresh("f1", content={"0" * 16: "x"})])
    assert store.stamp() == before


def test_a_moved_feed_has_its_new_address(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    store.apply_refresh([a_refresh("f1", moved_to="https://neu.example/feed")])
    assert [feed.url for feed in store.feeds()] == ["https://neu.example/feed", a_feed(2).url]


def test_a_feed_does_not_move_onto_another(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    store.apply_refresh([a_refresh("f1", an_entry(1), moved_to=a_feed(2).url)])
    assert store.feed("f1").url == a_feed(1).url
    assert store.entries(EntryQuery()).total == 1


def test_one_refresh_at_a_time(store: Store) -> None:
    with store.refresh_lock(), pytest.raises(FetchRunning), store.refresh_lock():
        pytest.fail("two refreshes at once")
    with store.refresh_lock():
        pass


def test_the_lock_is_free_after_an_error(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.refresh_lock():
        raise ZeroDivisionError
    with store.refresh_lock():
        pass


def test_a_feed_never_asked_has_no_state_and_no_memory(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    assert store.fetch_states() == {}
    assert store.seen("f1") == []
    assert store.seen(PAGES) == []


def test_memory_is_replaced_by_entry(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2))])
    newer = a_seen(an_entry(1), guid="another", print="changed", title_date="0123456789abcdef")
    store.apply_refresh([FeedRefresh("f1", FetchState(last_checked=NOW), seen=(newer,))])
    assert set(store.seen("f1")) == {newer, a_seen(an_entry(2))}


def test_a_page_is_kept_once(store: Store) -> None:
    page = an_entry(1, PAGES, url="https://seite.example/a?utm_source=x", guid="")
    assert store.add_page(page, "<p>Text</p>") == page
    again = an_entry(2, PAGES, url="http://www.seite.example/a/", guid="", title="Anders", month="2026-12")
    again = replace(again, canonical_url=page.canonical_url)
    assert store.add_page(again, "<p>Anders</p>") == page
    assert store.content(page) == "<p>Text</p>"
    assert [row.entry for row in store.entries(EntryQuery()).rows] == [page]
    assert store.seen(PAGES) == [Seen(page.id, "", page.canonical_url, page.month, "")]


def test_a_page_is_taken_back_and_comes_again_with_its_marks(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    page = store.add_page(an_entry(2, PAGES), "<p>Text</p>")
    store.mark([page], read=True, shortlisted=True)
    store.add_pick(a_pick(1, entry_id=page.id, url=page.url), NOW)
    store.remove_page(page)
    assert [row.entry for row in store.entries(EntryQuery()).rows] == [an_entry(1)]
    assert store.entries(EntryQuery(shortlisted=True)).total == 0
    assert store.feed_counts().get(PAGES, FeedCounts()) == FeedCounts()
    assert store.find_entries(page.url) == []
    assert store.content(page) == ""
    assert store.seen(PAGES) == []
    assert [pick.entry_id for pick in store.picks("2026-11")] == [page.id]
    with pytest.raises(NotFound):
        store.entry(page.id)
    with pytest.raises(NotFound):
        store.remove_page(page)
    assert store.add_page(page, "<p>Text</p>") == page
    again = store.entry(page.id)
    assert (again.read, again.shortlisted) == (True, True)
    assert store.content(page) == "<p>Text</p>"


def test_an_entry_of_a_feed_is_no_page(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    with pytest.raises(NotFound):
        store.remove_page(an_entry(1))
    assert store.entries(EntryQuery()).total == 1


def test_pages_without_address_are_told_apart_by_id(store: Store) -> None:
    first, second = (an_entry(number, PAGES, url="", canonical_url="") for number in (1, 2))
    for page in (first, second, first):
        assert store.add_page(page) == page
    assert store.entries(EntryQuery(feed_ids=(PAGES,))).total == 2


def test_a_refresh_changes_no_edition(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.add_pick(a_pick(1, entry_id=an_entry(1).id), NOW)
    before = store.edition("2026-11"), store.picks("2026-11")
    store.apply_refresh([a_refresh("f1", an_entry(1, title="Ganz anders"))])
    assert (store.edition("2026-11"), store.picks("2026-11")) == before


def test_of_thousands_that_a_feed_has_shown_only_the_related_are_asked_for(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    entries = [an_entry(number) for number in (1, 2, 3)]
    bare = an_entry(4, guid="", url="", canonical_url="", id="bare")
    store.apply_refresh([a_refresh("f1", *entries, bare)])
    by = {entry.id: a_seen(entry) for entry in (*entries, bare)}

    def asked(*signs: str) -> list[str]:
        found = store.seen("f1", set(signs))
        assert all(by[one.entry_id] == one for one in found)
        return sorted(one.entry_id for one in found if one.entry_id != "bare")

    assert asked() == []
    assert asked(entries[0].guid, entries[1].canonical_url) == sorted(entry.id for entry in entries[:2])
    assert asked(entries[2].id, "unknown") == [entries[2].id]
    assert [one.entry_id for one in store.seen("f1", ())] == ["bare"]
    assert len(store.seen("f1")) == 4


def test_many_pages_come_in_at_once_and_those_that_are_there_stay(store: Store) -> None:
    store.add_page(an_entry(1, PAGES, title="Schon da"))
    pages = [an_entry(number, PAGES, old=True, tags=("krise",), summary="Notiz") for number in (1, 2, 3, 2)]
    new = store.add_pages(pages, shortlisted=True)
    assert [page.title for page in new] == ["Beitrag 2", "Beitrag 3"]
    assert store.add_pages(pages, shortlisted=True) == []
    rows = {row.entry.title: row for row in store.entries(EntryQuery()).rows}
    assert {title: (row.read, row.shortlisted) for title, row in rows.items()} == {
        "Schon da": (False, False),
        "Beitrag 2": (True, True),
        "Beitrag 3": (True, True),
    }
    assert (rows["Beitrag 2"].entry.tags, rows["Beitrag 2"].entry.summary) == (("krise",), "Notiz")
    store.remove_pages([*new, an_entry(9, PAGES)])
    assert [row.entry.title for row in store.entries(EntryQuery()).rows] == ["Schon da"]
    assert store.add_pages(new, shortlisted=False) == new
    assert not any(row.shortlisted for row in store.entries(EntryQuery()).rows), "taken off the shortlist as well"


def test_a_worker_has_the_feeds_that_it_asks_for_and_a_sole_one_all(
    request: pytest.FixtureRequest, store: Store
) -> None:
    is_shared = request.node.callspec.params["store"].startswith("team")
    store.add_feeds([a_feed(1), a_feed(2)])
    with store.refreshing() as worker:
        leased = worker.lease({"f1": "blog1.example", "f2": "blog2.example"})
        assert leased == ({"f1": None, "f2": None} if is_shared else None)
        store.apply_refresh([a_refresh("f1", an_entry(1))])
    assert store.workers() == []
    with store.refreshing() as worker:
        again = worker.lease({"f1": "blog1.example"})
        assert again == ({"f1": store.fetch_states()["f1"]} if is_shared else None)
