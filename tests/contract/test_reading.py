"""Lists of entries, their marks and counts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from digest.domain.entry import PAGES, Entry
from digest.domain.errors import GivenUp, NotFound
from digest.domain.feed import FetchState
from digest.domain.query import EntryQuery, FeedCounts
from digest.domain.url import canonical
from digest.storage.store import FeedRefresh, Store
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry, at, pick_of


@pytest.fixture
def filled(store: Store) -> Store:
    """Two feeds, three months, six entries, one page."""
    store.add_feeds([a_feed(1, title="PR-Blögger"), a_feed(2)])
    store.apply_refresh([
        a_refresh("f1", an_entry(1, month="2026-09"), an_entry(2, month="2026-10"), an_entry(3), an_entry(4)),
        a_refresh("f2", an_entry(5, "f2", month="2026-10"), an_entry(6, "f2", old=True)),
    ])  # fmt: skip
    store.add_page(an_entry(7, PAGES))
    return store


def test_the_whole_text_of_a_page_takes_the_place_of_an_entrys_body(filled: Store) -> None:
    for entry in (row.entry for row in filled.entries(EntryQuery()).rows):
        filled.keep_content(entry, f"<p>Ganz {entry.id}</p>")
        assert filled.content(entry) == f"<p>Ganz {entry.id}</p>"
    with pytest.raises(NotFound):
        filled.keep_content(an_entry(99), "<p>x</p>")


def numbers(store: Store, **conditions: object) -> list[int]:
    rows = store.entries(EntryQuery(**conditions)).rows  # type: ignore[arg-type]
    return [int(row.entry.title.split()[1]) for row in rows]


def test_the_newest_stand_first(filled: Store) -> None:
    assert numbers(filled) == [7, 6, 5, 4, 3, 2, 1]


def test_conditions_narrow_the_list(filled: Store) -> None:
    filled.mark([an_entry(3)], read=True)
    filled.mark([an_entry(1, month="2026-09"), an_entry(4)], shortlisted=True)
    assert numbers(filled, month="2026-10") == [5, 2]
    assert numbers(filled, month="2026-08") == numbers(filled, month="August") == []
    assert numbers(filled, feed_ids=("f2", PAGES)) == [7, 6, 5]
    assert numbers(filled, feed_ids=("f9",)) == []
    assert numbers(filled, unread=True) == [7, 5, 4, 2, 1]
    assert numbers(filled, shortlisted=True) == [4, 1]
    assert numbers(filled, unread=True, shortlisted=True, month="2026-11") == [4]


def test_a_list_ends_or_begins_at_an_entry(filled: Store) -> None:
    rows = filled.entries(EntryQuery()).rows
    for place, row in enumerate(rows):
        above, below = filled.entries(EntryQuery(above=row.entry)), filled.entries(EntryQuery(below=row.entry))
        assert (above.rows, above.total) == (rows[:place], place)
        assert (below.rows, below.total) == (rows[place + 1 :], len(rows) - place - 1)
    middle = rows[3].entry
    assert filled.entries(EntryQuery(above=middle, limit=1)).total == 3
    assert filled.entries(EntryQuery(above=middle, limit=1, offset=2)).rows == rows[2:3]
    assert filled.entries(EntryQuery(below=middle, search="beitrag", limit=1)).rows == rows[4:5]
    unread = [row for row in rows[:3] if not row.read]
    assert filled.entries(EntryQuery(above=middle, unread=True)).rows == tuple(unread)


def test_the_number_of_a_part_is_that_of_the_whole_list(filled: Store) -> None:
    rows = filled.entries(EntryQuery()).rows
    for query in (EntryQuery(), EntryQuery(search="beitrag"), EntryQuery(unread=True), EntryQuery(month="2026-10")):
        every = filled.entries(query)
        for offset in range(len(every.rows) + 2):
            for limit in (1, 2, len(rows), 5000):
                part = filled.entries(replace(query, offset=offset, limit=limit))
                assert (part.rows, part.total) == (every.rows[offset : offset + limit], every.total)


def test_first_rows_come_without_a_count_as_they_come_with_one(filled: Store) -> None:
    for conditions in ({"search": "beitrag"}, {"search": "beitrag", "unread": True}, {"month": "2026-10"}, {}):
        counted = filled.entries(EntryQuery(**conditions, limit=2))  # type: ignore[arg-type]
        first = filled.entries(EntryQuery(**conditions, limit=2, is_counted=False))  # type: ignore[arg-type]
        assert first.rows == counted.rows
        assert first.total > 2 if counted.total > 2 else first.total == counted.total
    assert filled.entries(EntryQuery(search="beitrag", limit=9, is_counted=False)).total == 7


def test_a_question_is_answered_while_it_is_wanted_and_given_up_at_most(filled: Store) -> None:
    with filled.while_wanted(lambda: True):
        assert len(filled.entries(EntryQuery()).rows) == 7
    with filled.while_wanted(lambda: False), suppress(GivenUp):
        assert len(filled.entries(EntryQuery()).rows) == 7
    assert len(filled.entries(EntryQuery()).rows) == 7


def test_only_these_pages_are_listed_and_counted_by_id_or_address(filled: Store) -> None:
    pages = frozenset({an_entry(2, month="2026-10").canonical_url, an_entry(6, "f2").id, "https://nirgends.example/"})
    assert numbers(filled, pages=pages) == [6, 2]
    assert numbers(filled, pages=pages, unread=True, search="beitrag") == [2]
    assert numbers(filled, pages=frozenset({""})) == numbers(filled, pages=frozenset()) == []
    assert filled.entries(EntryQuery(pages=pages, limit=1)).total == 2


def test_a_window_is_cut_out_and_all_are_counted(filled: Store) -> None:
    page = filled.entries(EntryQuery(offset=2, limit=3))
    assert [row.entry.title for row in page.rows] == ["Beitrag 5", "Beitrag 4", "Beitrag 3"]
    assert page.total == 7
    assert numbers(filled, offset=5) == [2, 1]
    assert numbers(filled, offset=99, limit=5) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("Beitrag", [7, 6, 5, 4, 3, 2, 1]),
        ("BLOEGGER", [4, 3, 2, 1]),
        ("blogger 3", [3]),
        ("beitrag fehlt", []),
        ("   ", [7, 6, 5, 4, 3, 2, 1]),
    ],
)
def test_every_word_must_occur_somewhere(filled: Store, search: str, found: list[int]) -> None:
    assert numbers(filled, search=search) == found


def test_search_looks_into_title_summary_author_feed_and_comment(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    entries = (
        an_entry(1, title="Künstliche Intelligenz 1"),
        an_entry(2, summary="eine große Krise"),
        an_entry(3, author="Zoë Öztürk"),
        an_entry(4),
    )
    store.apply_refresh([a_refresh("f1", *entries, state=FetchState(title="Hafenblick"))])
    store.add_pick(pick_of(entries[3], 1, entry_id="", comment="Lesenswert, weil ehrlich"), NOW)
    store.add_pick(pick_of(entries[2], 2, url="https://anders.example/", comment="Pflichtlektüre"), NOW)

    def found(search: str) -> list[str]:
        return [row.entry.id for row in store.entries(EntryQuery(search=search)).rows]

    assert found("kuenstliche") == found("KÜNSTLICHE intelligenz") == found("kunstlich") == [entries[0].id]
    assert found("grosse krise") == [entries[1].id]
    assert found("zoe oeztuerk") == [entries[2].id]
    assert found("ehrlich lesenswert") == [entries[3].id]
    assert found("pflichtlektuere oztürk") == [entries[2].id]
    assert len(found("hafenblick")) == 4
    store.change_feed("f1", {"title": "Leuchtturm"})
    assert found("hafenblick") == []
    assert len(found("leuchtturm")) == 4
    store.drop_pick("p1", at(1))
    assert found("ehrlich") == []


def test_dates_of_the_future_and_missing_ones_count_as_first_seen(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    entries = [
        an_entry(1, published=at(60 * 24 * 365), first_seen=at(1)),
        an_entry(2, published=None, first_seen=at(2)),
        an_entry(3, published=at(1.5), first_seen=at(3)),
        an_entry(4, published=at(0.25), first_seen=at(3)),
        an_entry(5, published=at(1 / 600), first_seen=at(3)),  # a tenth of a second after noon
        an_entry(6, published=at(0), first_seen=at(3)),
    ]
    store.apply_refresh([a_refresh("f1", *entries)])
    assert numbers(store) == [2, 3, 1, 4, 5, 6]


def test_entries_of_one_moment_stand_in_the_feeds_order(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    entries = [an_entry(number, published=None, place=place) for place, number in enumerate((4, 2, 9, 1))]
    store.apply_refresh([a_refresh("f1", *reversed(entries))])
    assert numbers(store) == [4, 2, 9, 1]


def test_entries_without_a_date_come_feed_by_feed(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2)])
    for feed_id in ("f1", "f2"):
        entries = [an_entry(number, feed_id, published=None, place=place) for place, number in enumerate((3, 1, 2))]
        store.apply_refresh([a_refresh(feed_id, *entries)])
    for unread in (False, True):
        rows = store.entries(EntryQuery(unread=unread)).rows
        listed = [(row.entry.feed_id, row.entry.place) for row in rows]
        assert listed == [("f2", 0), ("f2", 1), ("f2", 2), ("f1", 0), ("f1", 1), ("f1", 2)]
        for offset in range(len(rows)):  # from whichever end it is read
            assert store.entries(EntryQuery(unread=unread, offset=offset, limit=2)).rows == rows[offset : offset + 2]


def test_marks_are_set_one_by_one(filled: Store) -> None:
    entry = an_entry(4)
    assert marks(filled, entry) == (False, False)
    filled.mark([entry], read=True)
    assert marks(filled, entry) == (True, False)
    filled.mark([entry], shortlisted=True)
    assert marks(filled, entry) == (True, True)
    filled.mark([entry], read=False)
    assert marks(filled, entry) == (False, True)
    filled.mark([entry], shortlisted=False)
    assert marks(filled, entry) == (False, False)


def test_what_a_first_refresh_brought_is_read_until_marked_otherwise(filled: Store) -> None:
    old = an_entry(6, "f2")
    assert marks(filled, old) == (True, False)
    filled.mark([old], shortlisted=True)
    assert marks(filled, old) == (True, True)
    filled.mark([old], read=False)
    assert marks(filled, old) == (False, True)


def test_entries_of_several_months_are_marked_at_once(filled: Store) -> None:
    filled.mark([row.entry for row in filled.entries(EntryQuery()).rows], read=True)
    assert numbers(filled, unread=True) == []


def test_marking_what_is_marked_changes_nothing(filled: Store) -> None:
    filled.mark([an_entry(4)], read=True)
    before = filled.stamp()
    filled.mark([an_entry(4)], read=True)
    filled.mark([an_entry(3)], shortlisted=False)
    filled.mark([], read=True)
    assert filled.stamp() == before


def test_counts_of_all_feeds(filled: Store) -> None:
    filled.add_feeds([a_feed(3)])
    filled.mark([an_entry(3)], read=True)
    assert filled.feed_counts() == {
        "f1": FeedCounts(4, 3),
        "f2": FeedCounts(2, 1),
        "f3": FeedCounts(0, 0),
        PAGES: FeedCounts(1, 1),
    }
    filled.mark([an_entry(3)], read=False)
    assert filled.feed_counts()["f1"] == FeedCounts(4, 4)


def test_months_newest_first(filled: Store) -> None:
    assert filled.months() == ["2026-11", "2026-10", "2026-09"]


def test_an_entry_by_its_full_id(filled: Store) -> None:
    entry = an_entry(1, month="2026-09")
    assert filled.entry(entry.id).entry == entry
    for wrong in (entry.id[:8], "", "0" * 16):
        with pytest.raises(NotFound):
            filled.entry(wrong)


def test_entries_by_the_beginning_of_their_id(filled: Store) -> None:
    everything = [row.entry for row in filled.entries(EntryQuery()).rows]
    for entry in everything:
        for length in (1, 3, 16):
            prefix = entry.id[:length]
            expected = {other.id for other in everything if other.id.startswith(prefix)}
            assert {found.id for found in filled.find_entries(prefix)} == expected
    assert filled.find_entries("xyz") == []


def test_entries_by_address(filled: Store) -> None:
    assert filled.find_entries("http://www.f1.example/2/?utm_source=mail#x") == [an_entry(2, month="2026-10")]
    assert filled.find_entries("https://f1.example/") == []


def test_at_most_twenty_are_found(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(30)))])
    assert [entry.title for entry in store.find_entries("")] == [f"Beitrag {number}" for number in range(29, 9, -1)]


PAGE = canonical("https://seite.example/")


def test_the_entries_of_one_page_come_with_their_marks_itself_first(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2), a_feed(3)])
    here, new = (an_entry(number, f"f{number}", canonical_url=PAGE) for number in (1, 3))
    old = an_entry(2, "f2", canonical_url=PAGE, month="2026-09")
    for entry in (here, old, new):
        store.apply_refresh([a_refresh(entry.feed_id, entry, an_entry(9, entry.feed_id))])
    store.mark([old], read=True)
    assert [(row.entry, row.read) for row in store.same_page(here)] == [(here, False), (new, False), (old, True)]
    assert [row.entry for row in store.same_page(old)] == [old, new, here]
    store.remove_feed("f3", NOW)
    assert [row.entry for row in store.same_page(here)] == [here, old]
    assert [row.entry for row in store.same_page(new)] == [new, here, old], "asked for by name it is still there"


def test_an_entry_without_an_address_or_that_is_gone_has_no_others(filled: Store) -> None:
    pageless = an_entry(20, canonical_url="")
    filled.apply_refresh([a_refresh("f1", pageless, an_entry(21, canonical_url=""))])
    assert [row.entry for row in filled.same_page(pageless)] == [pageless]
    assert filled.same_page(an_entry(98, canonical_url="https://nirgends.example/")) == []
    gone = an_entry(99, canonical_url=an_entry(2).canonical_url)
    assert [row.entry.id for row in filled.same_page(gone)] == [an_entry(2).id]


def test_at_most_twenty_others_of_a_page_are_found(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    one, *others = (an_entry(number, canonical_url=PAGE) for number in range(30))
    store.apply_refresh([a_refresh("f1", one, *others)])
    assert [row.entry for row in store.same_page(one)] == [one, *others[:8:-1]]


def test_marking_an_unknown_entry_marks_none(filled: Store) -> None:
    with pytest.raises(NotFound):
        filled.mark([an_entry(4), an_entry(99)], read=True)
    assert marks(filled, an_entry(4)) == (False, False)


def test_an_empty_library_answers_everything(store: Store) -> None:
    assert store.entries(EntryQuery(search="x", unread=True)).total == 0
    assert store.months() == []
    assert store.feed_counts() == {}
    assert store.find_entries("a") == []
    assert store.content(an_entry(1)) == ""
    assert store.fetch_states() == {}
    assert store.editions() == []
    assert store.places() == {}
    assert store.find_picks("") == []
    assert list(store.check()) == []
    assert store.founded() is None


def test_a_healthy_library_has_no_problems(filled: Store) -> None:
    filled.add_pick(a_pick(1), NOW)
    filled.mark([an_entry(4)], read=True, shortlisted=True)
    assert list(filled.check()) == []


def test_the_stamp_tells_every_change_and_nothing_else(filled: Store) -> None:
    changes = [
        lambda: filled.add_feeds([a_feed(3)]),
        lambda: filled.change_feed("f3", {"title": "Neu"}),
        lambda: filled.mark([an_entry(4)], read=True),
        lambda: filled.mark([an_entry(4)], read=False),
        lambda: filled.add_pick(a_pick(1), NOW),
        lambda: filled.change_pick("p1", {"comment": "a"}, NOW),
        lambda: filled.change_pick("p1", {"comment": "b"}, NOW),
        lambda: filled.apply_refresh([FeedRefresh("f1", FetchState(errors=1))]),
        lambda: filled.apply_refresh([a_refresh("f1", an_entry(8))]),
        lambda: filled.add_page(an_entry(9, PAGES)),
    ]
    for change in changes:
        before = filled.stamp()
        assert filled.stamp() == before
        change()
        assert filled.stamp() != before


def marks(store: Store, entry: Entry) -> tuple[bool, bool]:
    row = store.entry(entry.id)
    return row.read, row.shortlisted


def test_a_search_brings_month_by_month_the_newest_first(store: Store) -> None:
    store.add_feeds([a_feed(1, title="Pressemappe")])
    for number, month in enumerate(["2026-09", "2026-10", "2026-11"]):
        both = [an_entry(number * 2 + each, month=month, title=f"Öffentlich {each}") for each in (1, 2)]
        store.apply_refresh([a_refresh("f1", *both)])
    found = [[(row.entry.month, row.entry.title[-1]) for row in rows] for rows in store.search("oeffentlich presse")]
    assert found == [[(month, "2"), (month, "1")] for month in ("2026-11", "2026-10", "2026-09")]
    assert [len(rows) for rows in store.search("offentlich 1")] == [1, 1, 1]
    assert list(map(list, store.search("nirgends"))) == [[], [], []]
    assert list(store.search(" ")) == []
    store.remove_feed("f1", NOW)
    assert list(map(list, store.search("presse"))) == [[], [], []]


def test_rows_of_a_search_are_a_sequence(store: Store) -> None:
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(5)))])
    (rows,) = store.search("beitrag")
    titles = [f"Beitrag {number}" for number in (4, 3, 2, 1, 0)]
    assert len(rows) == 5
    assert [row.entry.title for row in rows] == [rows[place].entry.title for place in range(5)] == titles
    assert [row.entry.title for row in rows[1:3]] == titles[1:3]
    assert rows[-1].entry.title == titles[-1]
    assert next(reversed(rows)) == rows[4]


def test_a_stamp_says_whether_lists_are_as_they_were(filled: Store) -> None:
    everything = [row.entry for row in filled.entries(EntryQuery()).rows]
    stamp = filled.stamp()
    filled.add_pick(pick_of(everything[0]), NOW)
    filled.keep_content(everything[0], "<p>Der ganze Text</p>")
    assert stamp.lists_as(filled.stamp())
    filled.mark(everything[:1], shortlisted=True)
    assert not stamp.lists_as(marked := filled.stamp())
    filled.change_feed("f1", {"muted": True})
    assert not marked.lists_as(changed := filled.stamp())
    filled.apply_refresh([a_refresh("f1", an_entry(4711))])
    assert not changed.lists_as(filled.stamp())
