"""Saved searches and folders: what they ask for, what is refused, and what goes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.domain.errors import Ambiguous, Conflict, NotFound, UsageError
from digest.domain.saved_search import SavedSearch
from digest.services.feeds.feed_folders import FeedFolders
from digest.services.reading.saved_searches import SavedSearches
from digest.services.session.search_actions import SearchActions
from digest.services.session.undo import UndoSteps
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.model.store import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    folders = ("PR", "PR/Blogs", "Krisen/Blogs", "")
    made.add_feeds([a_feed(number, folder=folder) for number, folder in enumerate(folders, 1)])
    return made


@pytest.fixture
def folders(store: MemoryStore) -> FeedFolders:
    return FeedFolders(store)


@pytest.fixture
def searches(store: MemoryStore, folders: FeedFolders) -> SavedSearches:
    return SavedSearches(store, lambda: NOW, folders)


@pytest.mark.parametrize(
    "search", [SavedSearch("", "Name"), SavedSearch("", "Name", " \n"), SavedSearch("", "", folder="PR")]
)
def test_what_asks_for_nothing_or_has_no_name_is_refused(searches: SavedSearches, search: SavedSearch) -> None:
    with pytest.raises(UsageError):
        searches.add(search)
    assert searches.all() == ()


def test_a_name_is_taken_however_it_is_written_but_by_itself(searches: SavedSearches) -> None:
    kept = searches.add(SavedSearch("", "Rückrufe", "rückruf"))
    with pytest.raises(UsageError, match="already"):
        searches.add(SavedSearch("", "RÜCKRUFE", "anderes"))
    assert searches.change(kept, replace(kept, words="neu")).words == "neu"
    with pytest.raises(NotFound):
        searches.change(replace(kept, id="fort"), kept)


def test_a_search_is_found_by_id_name_or_the_beginning_of_its_id(store: MemoryStore, searches: SavedSearches) -> None:
    for search_id, name in (("ab12", "Eins"), ("ab34", "ab12x"), ("cd56", "ab")):
        store.exchange(None, SavedSearch(search_id, name, "wort"))
    assert searches.find("AB12").id == "ab12"
    assert searches.find("ab").id == "cd56"  # a whole name comes before the beginning of ids
    assert searches.find("ab3").id == "ab34"
    store.remove_saved_search("cd56")
    with pytest.raises(Ambiguous):
        searches.find("ab")
    with pytest.raises(NotFound):
        searches.find(" ")


def test_several_searches_ask_for_what_fits_all_of_them(searches: SavedSearches) -> None:
    words = SavedSearch("a", "A", "krise", feed_ids=("f1", "f2", "f3"), unread=True)
    folder = SavedSearch("b", "B", "rückruf", folder="PR")
    query = searches.query(words, folder)
    assert query is not None
    assert (query.feed_ids, query.search, query.unread, query.shortlisted) == (
        ("f1", "f2"),
        "krise rückruf",
        True,
        False,
    )
    assert searches.query(words, replace(folder, folder="Krisen", feed_ids=("f1",))) is None
    assert searches.query(replace(folder, folder="Fort")) is None


def test_undo_leaves_a_search_that_a_colleague_has_changed(store: MemoryStore, searches: SavedSearches) -> None:
    history = UndoSteps()
    _, kept = SearchActions(searches, history).add(SavedSearch("", "Eins", "wort"))
    store.exchange(kept, replace(kept, words="anders"))
    with pytest.raises(Conflict):
        history.undo()
    assert [one.words for one in searches.all()] == ["anders"]


def test_a_folder_is_named_by_its_path_or_by_a_name_that_one_alone_has(folders: FeedFolders) -> None:
    assert folders.all() == ["Krisen", "Krisen/Blogs", "PR", "PR/Blogs"]
    assert folders.find("pr / blogs".replace(" ", "")) == "PR/Blogs"
    assert folders.find("krisen") == "Krisen"
    with pytest.raises(Ambiguous):
        folders.find("Blogs")
    with pytest.raises(NotFound):
        folders.find("")


def test_feeds_move_into_the_folder_that_is_there_already(folders: FeedFolders) -> None:
    assert [feed.folder for feed in folders.move(["f4"], "pr/ BLOGS ")] == ["PR/Blogs"]
    with pytest.raises(NotFound):
        folders.move(["f4", "fort"], "Neu")
    assert "Neu" not in folders.all()


def test_a_renamed_folder_takes_along_what_is_inside_and_who_looks_in_it(
    store: MemoryStore, folders: FeedFolders, searches: SavedSearches
) -> None:
    searches.add(SavedSearch("", "Innen", folder="PR/Blogs"))
    renamed = folders.rename("PR", "Neu")
    assert [feed.folder for feed in renamed.after] == ["Neu", "Neu/Blogs"]
    assert [one.folder for one in searches.all()] == ["Neu/Blogs"]
    with pytest.raises(NotFound):
        folders.rename("PR", "Anders")
    with pytest.raises(UsageError, match="so already"):
        folders.rename("Neu", " Neu ")
    folders.rename("Neu", "")
    assert [feed.folder for feed in store.feeds()] == ["", "Blogs", "Krisen/Blogs", ""]


def test_a_search_in_a_dissolved_folder_finds_nothing_rather_than_everything(
    folders: FeedFolders, searches: SavedSearches
) -> None:
    kept = searches.add(SavedSearch("", "Krisen", folder="Krisen/Blogs"))
    folders.rename("Krisen/Blogs", "")
    folders.move(["f3"], "")
    assert searches.query(*searches.all()) is None
    assert searches.all() == (kept,)


def test_what_is_kept_changed_removed_and_put_back_is_in_the_library(
    store: MemoryStore, searches: SavedSearches
) -> None:
    first, second = (searches.add(SavedSearch("", name, name)) for name in ("Eins", "Zwei"))
    changed = searches.change(second, replace(second, words="neu"))
    assert store.saved_searches() == (first, changed)
    searches.remove(first)
    assert store.saved_searches() == (changed,)
    searches.exchange(None, first)
    assert store.saved_searches() == (first, changed)


def test_unread_and_shortlisted_hold_if_one_of_several_asks_for_them(searches: SavedSearches) -> None:
    plain, marked = SavedSearch("a", "A", "x"), SavedSearch("b", "B", "y", unread=True, shortlisted=True)
    query = searches.query(plain, marked)
    assert query is not None
    assert (query.unread, query.shortlisted) == (True, True)
    query = searches.query(plain, plain)
    assert query is not None
    assert (query.unread, query.shortlisted) == (False, False)


def test_unread_entries_are_counted_by_search_and_none_for_one_that_is_gone(
    store: MemoryStore, searches: SavedSearches
) -> None:
    entries = [an_entry(number, "f1", title=f"Rückruf {number}") for number in (1, 2, 3)]
    store.apply_refresh([a_refresh("f1", *entries)])
    store.mark(entries[:1], read=True)
    kept = searches.add(SavedSearch("", "Rückrufe", "rückruf"))
    searches.add(SavedSearch("", "Ordner", folder="PR"))
    assert searches.unread_of([kept.id, "fort"]) == {kept.id: 2}


def test_a_folder_takes_the_spelling_that_another_has_and_may_change_its_own(
    store: MemoryStore, folders: FeedFolders
) -> None:
    assert [feed.folder for feed in folders.rename("Krisen", "pr").after] == ["PR/Blogs"]
    assert [feed.folder for feed in folders.rename("PR", "pr").after] == ["pr", "pr/Blogs", "pr/Blogs"]
