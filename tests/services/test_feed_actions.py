"""Feeds changed in a session: each change is a step.

Undo refuses what somebody else has changed since.
"""

from __future__ import annotations

import pytest

from digest.bootstrap import Library
from digest.domain.errors import Conflict
from digest.domain.query import EntryQuery


def test_adding_and_removing_a_feed_go_back_and_forth(library: Library) -> None:
    feeds = library.actions.feeds
    added = feeds.add("https://neu.example/feed", title="Neu").feed
    assert added is not None
    before = library.store.feeds()
    assert "there already" in str(feeds.add("https://neu.example/feed", title="Anders").said)
    assert library.store.feeds() == before
    feeds.remove(added)
    assert [feed.id for feed in library.store.feeds()] == ["f1", "f2"]
    library.actions.undo()
    assert library.store.feeds() == before
    library.actions.undo()
    assert [feed.id for feed in library.store.feeds()] == ["f1", "f2"]
    library.actions.redo()
    assert library.store.feeds() == before


def test_a_removed_feed_comes_back_with_its_entries(library: Library) -> None:
    before = library.store.entries(EntryQuery()).rows
    library.actions.feeds.remove(library.store.feed("f1"))
    assert len(library.store.entries(EntryQuery()).rows) == 3
    library.actions.undo()
    assert library.store.entries(EntryQuery()).rows == before


def test_what_somebody_else_changed_since_stays(library: Library) -> None:
    library.actions.feeds.change(library.store.feed("f1"), {"title": "Meiner", "folder": "PR"})
    library.store.change_feed("f1", {"title": "Der andere"})
    with pytest.raises(Conflict):
        library.actions.undo()
    assert (library.store.feed("f1").title, library.store.feed("f1").folder) == ("Der andere", "PR")


def test_a_change_of_another_field_is_in_nobodys_way(library: Library) -> None:
    library.actions.feeds.pause(library.store.feed("f1"), True)
    library.store.change_feed("f1", {"title": "Der andere"})
    library.actions.undo()
    assert (library.store.feed("f1").title, library.store.feed("f1").paused) == ("Der andere", False)


def test_a_change_that_changes_nothing_is_no_step(library: Library) -> None:
    library.actions.feeds.change(library.store.feed("f1"), {"title": "Erster Blog"})
    assert library.actions.undo() is None


def test_a_muted_word_is_unmuted_by_undo_only_if_this_session_muted_it(library: Library) -> None:
    library.store.mute_words(["Werbung"])
    assert str(library.actions.feeds.mute_word("WERBUNG", True).said) == "Nothing changed."
    assert library.actions.undo() is None
    library.actions.feeds.mute_word("Anzeige", True)
    library.actions.undo()
    assert library.store.muted_words() == ("Werbung",)
