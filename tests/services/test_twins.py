"""One page in several feeds is one line of a list; what is done to it is done to the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.bootstrap import Library
from digest.domain.entry import Entry
from digest.domain.query import EntryQuery
from digest.services.reading.entries import ListedEntry, one_a_page
from digest.services.reading.same_page import places_named
from tests.builders import MONTH, NOW, a_feed, a_refresh, an_entry, at

PAGE = "https://studie.example/41"
TITLE = "41 Prozent erfahren Neues zuerst aus der Presse"


def a_story(feed: int, **fields: str) -> Entry:
    return an_entry(1, f"f{feed}", **({"title": TITLE, "published": at(-feed)} | fields))


#: The same page in three feeds, newest first, and a page of its own.
TWINS = [
    a_story(1, url=PAGE),
    a_story(2, url=PAGE + "/?utm_source=rss"),
    a_story(3, url="http://www.studie.example/41"),
]
ALIKE = a_story(4, title="Studie: 41 Prozent erfahren Neues erst aus der Presse")
OTHER = an_entry(9, "f4", title="Ganz etwas anderes", published=at(-9))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    library.store.add_feeds([a_feed(number, title=f"Blog {number}") for number in range(1, 5)])
    every = [*TWINS, ALIKE, OTHER]
    library.store.apply_refresh([a_refresh(f"f{n}", *(e for e in every if e.feed_id == f"f{n}")) for n in range(1, 5)])
    return library


def unread(library: Library) -> set[str]:
    return {row.entry.feed_id for row in library.store.entries(EntryQuery(unread=True)).rows if row.entry != OTHER}


def shortlisted(library: Library) -> set[str]:
    return {row.entry.feed_id for row in library.store.entries(EntryQuery(shortlisted=True)).rows}


def listed(entry: Entry, *, read: bool = False, shortlisted: bool = False) -> ListedEntry:
    return ListedEntry(entry, read, shortlisted, entry.feed_id, "", None)


def test_the_list_shows_the_page_once_where_it_comes_first(library: Library) -> None:
    rows = one_a_page(library.reading.entries(EntryQuery(), MONTH).rows)
    assert [row.entry.id for row in rows] == [TWINS[0].id, ALIKE.id, OTHER.id]
    assert [row.entry.id for row in rows[0].rows] == [entry.id for entry in TWINS]
    assert [row.unread for row in rows] == [3, 1, 1]


@given(st.lists(st.tuples(st.sampled_from("abc "), st.booleans(), st.booleans()), max_size=8))
def test_nothing_is_lost_and_a_page_is_read_when_all_of_it_is(pages: list[tuple[str, bool, bool]]) -> None:
    every = [
        listed(
            an_entry(number, f"f{number}", canonical_url=f"https://s.example/{page}" if page.strip() else ""),
            read=read,
            shortlisted=short,
        )
        for number, (page, read, short) in enumerate(pages)
    ]
    rows = one_a_page(every)
    assert sorted(row.entry.id for one in rows for row in one.rows) == sorted(one.entry.id for one in every)
    assert sum(one.unread for one in rows) == sum(not one.read for one in every)
    for one in rows:
        assert one.read == all(row.read for row in one.rows)
        assert one.shortlisted == any(row.shortlisted for row in one.rows)
        assert (one.read, one.unread) == (True, 0) or (one.read is False and one.unread > 0)
        assert one.marked(read=True).unread == 0
        assert one.marked(read=False).unread == len(one.rows)


@pytest.mark.parametrize("which", range(3))
def test_reading_a_page_reads_it_in_every_feed_and_one_undo_brings_all_back(library: Library, which: int) -> None:
    library.store.mark([TWINS[2]], read=True)
    library.actions.marks.set([TWINS[which]], read=True)
    assert unread(library) == {"f4"}
    library.actions.undo()
    assert unread(library) == {"f1", "f2", "f4"}, "what had been read before stays read"
    library.actions.redo()
    assert unread(library) == {"f4"}
    assert library.actions.undo()
    assert library.actions.undo() is None


def test_many_are_marked_in_one_go_with_their_twins(library: Library) -> None:
    many = [an_entry(number, "f4") for number in range(100, 140)]
    library.store.apply_refresh([a_refresh("f4", *many)])
    library.actions.marks.set([TWINS[1], *many], read=True)
    assert unread(library) == {"f4"}
    assert library.store.entries(EntryQuery(unread=True)).total == 2
    library.actions.undo()
    assert library.store.entries(EntryQuery(unread=True)).total == 45


def test_one_goes_on_the_shortlist_and_the_page_comes_off(library: Library) -> None:
    library.actions.marks.set([TWINS[1]], shortlisted=True)
    assert shortlisted(library) == {"f2"}
    library.actions.marks.set([TWINS[2]], shortlisted=True)
    library.actions.marks.set([TWINS[0]], shortlisted=False)
    assert shortlisted(library) == set()
    library.actions.undo()
    assert shortlisted(library) == {"f2", "f3"}


def test_picking_picks_what_is_shown_and_the_page_counts_as_read(library: Library) -> None:
    act = library.actions.picks.pick(TWINS[1], MONTH, "Krise")
    assert act.pick is not None
    assert act.pick.entry_id == TWINS[1].id
    assert unread(library) == {"f4"}
    assert library.actions.picks.pick(TWINS[0], MONTH, "IK").pick is not None
    assert [(pick.id, pick.category) for pick in library.store.picks(MONTH)] == [(act.pick.id, "IK")]
    library.actions.undo()
    library.actions.undo()
    assert (library.store.picks(MONTH), unread(library)) == ([], {"f1", "f2", "f3", "f4"})


@pytest.mark.parametrize("categories", [["IK"], ["IK", "Krise"], ["IK", "ik"], ["IK", "IK", "Krise"], ["Neu", "neu"]])
def test_what_is_shown_ahead_of_a_pick_is_what_comes(library: Library, categories: list[str]) -> None:
    def listed() -> ListedEntry:
        (one,) = (
            one for one in one_a_page(library.reading.entries(EntryQuery(), MONTH).rows) if one.entry.id == TWINS[0].id
        )
        return one

    for category in categories:
        before = listed()
        ahead = before.picked(MONTH, category)
        library.actions.picks.pick(
            before.entry, MONTH, category, shown_category=before.pick.category if before.pick else None
        )
        after = listed()
        assert (ahead.read, ahead.shortlisted, ahead.rows) == (after.read, after.shortlisted, after.rows)
        assert (ahead.pick is None) == (after.pick is None)
        if ahead.pick and after.pick:
            assert (ahead.pick.edition_id, ahead.pick.category) == (after.pick.edition_id, after.pick.category)


def test_an_entry_that_has_gone_is_no_trouble(library: Library) -> None:
    gone = an_entry(77, "f1", url=PAGE)
    library.actions.marks.set([gone], read=True)
    assert unread(library) == {"f4"}
    library.actions.marks.set([an_entry(78, "f1")], read=True)
    assert library.actions.undo()
    assert library.actions.undo() is None


def test_a_page_without_an_address_has_no_twins(library: Library) -> None:
    alone = [an_entry(number, "f1", title="Ohne", url="", canonical_url="") for number in (50, 51)]
    library.store.apply_refresh([a_refresh("f1", *alone)])
    library.actions.marks.set(alone[:1], read=True)
    assert not library.store.entry(alone[1].id).read
    assert len(one_a_page(library.views.again(alone, MONTH))) == 2


def test_a_line_of_the_list_stays_where_it_is_when_another_feed_brings_the_page_too() -> None:
    shown, newer = listed(TWINS[1], read=True), listed(TWINS[0])
    led = newer.led_by(shown)
    assert (led.entry, led.feed_title, led.read) == (TWINS[1], "f2", False)
    assert [(row.entry.feed_id, row.read) for row in led.rows] == [("f2", True), ("f1", False)]
    both = one_a_page([newer, listed(TWINS[1])])[0].led_by(shown)
    assert [(row.entry.feed_id, row.read) for row in both.rows] == [("f2", False), ("f1", False)]


def test_other_places_are_named_once_and_never_the_own_feed(library: Library) -> None:
    assert places_named(library.duplicates.same(TWINS[0])) == ("Blog 2, Blog 3", "")
    assert places_named(library.duplicates.same(TWINS[0]), "Blog 3") == ("Blog 2", "")
    assert places_named(library.duplicates.alike(TWINS[0])) == ("", "Blog 4")
    assert library.duplicates.same(ALIKE) == library.duplicates.alike(OTHER) == ()


@pytest.mark.parametrize("change", [
    lambda entry: replace(entry, published=at(-60 * 49)), lambda entry: replace(entry, feed_id="f1"),
    lambda entry: replace(entry, canonical_url=TWINS[0].canonical_url),
    lambda entry: replace(entry, title="41 Prozent"),
])  # fmt: skip
def test_what_is_late_or_of_the_same_feed_or_page_is_not_alike(
    library: Library, change: Callable[[Entry], Entry]
) -> None:
    library.store.apply_refresh([a_refresh("f4", change(ALIKE))])
    assert library.duplicates.alike(TWINS[0]) == ()


def test_alike_is_what_comparing_everything_finds(library: Library) -> None:
    for entry in (*TWINS, ALIKE, OTHER):
        every = {place.entry.id for place in library.duplicates.others([entry]).get(entry.id, ()) if not place.same}
        assert {place.entry.id for place in library.duplicates.alike(entry)} == every
