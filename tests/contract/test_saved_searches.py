"""Searches that curators have named, as a library keeps them.

And many feeds changed at once.
"""

from __future__ import annotations

import pytest

from digest.domain.errors import NotFound, UsageError
from digest.domain.saved_search import SavedSearch
from digest.storage.dump_format import Batch
from digest.storage.store import Store
from tests.builders import a_feed, at

CRISIS = SavedSearch("s1", "Über Krisen", "krise*", ("f1", "f2"), unread=True, added=at(1))
FOLDER = SavedSearch("s2", "Aus dem Ordner", folder="PR/Blogs", shortlisted=True, added=at(0))


def test_saved_searches_are_kept_in_the_order_of_their_names_and_replaced_by_id(store: Store) -> None:
    assert store.saved_searches() == ()
    before = store.stamp()
    store.exchange(None, CRISIS)
    store.exchange(None, FOLDER)
    assert store.stamp() != before
    assert store.saved_searches() == (FOLDER, CRISIS)
    store.exchange(CRISIS, SavedSearch("s1", "Anderes", "rückruf", added=at(2)))
    assert [search.name for search in store.saved_searches()] == ["Anderes", "Aus dem Ordner"]
    assert store.remove_saved_search("s2") == FOLDER
    assert [search.id for search in store.saved_searches()] == ["s1"]
    with pytest.raises(NotFound):
        store.remove_saved_search("s2")


def test_two_saved_searches_of_another_library_may_have_one_name(store: Store) -> None:
    store.load([Batch("searches", "", {name: SavedSearch(name, "Krise") for name in ("s2", "s1")})])
    assert [search.id for search in store.saved_searches()] == ["s1", "s2"]


def test_saved_searches_are_in_a_dump_of_the_whole_library(store: Store) -> None:
    store.exchange(None, CRISIS)
    records = {batch.kind: dict(batch.records) for batch in store.dump()}
    assert records["searches"] == {"s1": CRISIS}


def test_many_feeds_change_at_once_or_not_at_all(store: Store) -> None:
    store.add_feeds([a_feed(1), a_feed(2), a_feed(3)])
    moved = store.change_feeds({"f3": {"folder": "PR"}, "f1": {"folder": "PR/Blogs", "paused": True}})
    assert [(feed.id, feed.folder, feed.paused) for feed in moved] == [("f3", "PR", False), ("f1", "PR/Blogs", True)]
    assert [feed.folder for feed in store.feeds()] == ["PR/Blogs", "", "PR"]
    with pytest.raises(NotFound):
        store.change_feeds({"f2": {"folder": "neu"}, "f9": {"folder": "neu"}})
    with pytest.raises(UsageError):
        store.change_feeds({"f2": {"folder": "neu"}, "f1": {"url": a_feed(3).url}})
    assert store.feed("f2").folder == ""
    assert store.change_feeds({}) == []
