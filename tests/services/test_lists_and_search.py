"""What lists show: counts, sections, one entry again, and what a search finds."""

from __future__ import annotations

from digest.bootstrap import Library
from digest.domain.query import EntryQuery
from digest.domain.saved_search import SavedSearch
from tests.builders import MONTH


def pick_first(library: Library, comment: str = "") -> None:
    entry = next(row.entry for row in library.store.entries(EntryQuery()).rows if row.entry.title == "Beitrag 11")
    library.curation.pick_entry(entry, MONTH, "Krise", {"comment": comment} if comment else {})


def test_counts_are_of_what_is_unread(library: Library) -> None:
    pick_first(library)
    overview = library.views.overview(MONTH)
    assert (overview.entries, overview.unread, overview.shortlisted) == (6, 5, 0)
    assert {section.category: section.picks for section in overview.sections}["Krise"] == 1


def test_counts_alone_are_those_of_all_that_is_asked_anew(library: Library) -> None:
    first = library.store.feeds()[0]
    library.store.change_feed(first.id, {"folder": "Presse/Inland"})
    library.store.mute_words(["Beitrag 2"])
    library.reading.searches.add(SavedSearch("", "", words="Beitrag 1"))
    before = library.views.overview(MONTH)
    pick_first(library)
    after = library.views.overview(MONTH)
    assert after != before
    assert library.views.overview(MONTH, before) == after


def test_a_section_lists_its_picks(library: Library) -> None:
    pick_first(library)
    assert [one.entry.title for one in library.views.section(MONTH, "Krise")] == ["Beitrag 11"]
    assert library.views.section(MONTH, "IK") == []


def test_an_entry_shown_again_has_its_pick(library: Library) -> None:
    entry = library.store.entries(EntryQuery()).rows[0].entry
    library.curation.pick_entry(entry, MONTH, "IK", {})
    (again,) = library.views.again([entry], MONTH)
    assert again.pick is not None
    assert (again.pick.category, again.read) == ("IK", True)


def test_a_search_finds_picks_by_their_comments_and_entries_by_their_titles(library: Library) -> None:
    pick_first(library, "Über Wärmepumpen.")
    found = list(library.search.everywhere("wärmepumpen", MONTH))
    assert [pick.original_title for part in found for pick in part.picks] == ["Beitrag 11"]
    found = list(library.search.everywhere("beitrag 2", MONTH))
    assert {one.entry.title for part in found for one in part.entries} >= {"Beitrag 21", "Beitrag 22", "Beitrag 23"}


def test_own_words_are_found_in_any_spelling(library: Library) -> None:
    pick_first(library, "Über Wärmepumpen.")
    found = library.comment_search.search("WAERMEPUMPEN")
    assert [text.pick.original_title for text in found if text.pick] == ["Beitrag 11"]
    assert list(library.comment_search.search("nirgends")) == []


def test_a_saved_search_is_kept_under_its_words_and_counts_what_is_unread(library: Library) -> None:
    kept = library.reading.searches.add(SavedSearch("", "", words="Beitrag 1", feed_ids=("f1",)))
    assert library.reading.searches.find(kept.name) == kept
    assert library.reading.searches.unread(kept) == 3
    pick_first(library)
    assert library.reading.searches.unread(kept) == 2
