"""Changes of many feeds.

What fails half-way can be taken back, and folders that would lie too deep are refused.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import cast

import pytest

from digest.domain.errors import Conflict, LibraryError, UsageError
from digest.domain.feed import Feed
from digest.domain.folders import DEEPEST_FOLDER, folder_names
from digest.domain.message import msg
from digest.domain.saved_search import SavedSearch
from digest.services.feeds.feed_folders import FeedFolders
from digest.services.session.many_feeds_actions import ManyFeedsActions
from digest.services.session.services import Services
from digest.services.session.undo import UndoSteps
from tests.builders import NOW, a_feed
from tests.model.store import MemoryStore


class FailingStore(MemoryStore):
    """Refuses to remove or restore the feeds whose ids are in `locked`."""

    locked: tuple[str, ...] = ()

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        self._refuse(feed_id)
        return super().remove_feed(feed_id, when)

    def restore_feed(self, feed_id: str) -> Feed:
        self._refuse(feed_id)
        return super().restore_feed(feed_id)

    def _refuse(self, feed_id: str) -> None:
        if feed_id in self.locked:
            raise LibraryError(msg("There is no space left."))


@pytest.fixture
def store() -> FailingStore:
    made = FailingStore()
    made.add_feeds([a_feed(1, folder="PR"), a_feed(2, folder="PR/Blogs"), a_feed(3)])
    return made


@pytest.fixture
def history() -> UndoSteps:
    return UndoSteps()


@pytest.fixture
def actions(store: FailingStore, history: UndoSteps) -> ManyFeedsActions:
    services = SimpleNamespace(feeds=SimpleNamespace(folders=FeedFolders(store)))
    return ManyFeedsActions(store, lambda: NOW, cast(Services, services), history)


def ids(store: MemoryStore) -> list[str]:
    return [feed.id for feed in store.feeds()]


def test_removed_feeds_come_back_together(store: FailingStore, actions: ManyFeedsActions, history: UndoSteps) -> None:
    actions.remove(store.feeds()[:2])
    assert ids(store) == ["f3"]
    history.undo()
    assert ids(store) == ["f1", "f2", "f3"]
    history.redo()
    assert ids(store) == ["f3"]


def test_what_was_removed_before_an_error_can_be_taken_back(
    store: FailingStore, actions: ManyFeedsActions, history: UndoSteps
) -> None:
    store.locked = ("f2",)
    with pytest.raises(LibraryError):
        actions.remove(store.feeds())
    assert ids(store) == ["f2"]
    history.undo()
    assert ids(store) == ["f1", "f2", "f3"]
    store.locked = ("f1", "f2", "f3")
    with pytest.raises(LibraryError):
        actions.remove(store.feeds())
    assert len(history) == 0


def test_one_feed_that_cannot_come_back_keeps_no_other_away(
    store: FailingStore, actions: ManyFeedsActions, history: UndoSteps
) -> None:
    actions.remove(store.feeds())
    store.locked = ("f1",)
    with pytest.raises(LibraryError):
        history.undo()
    assert ids(store) == ["f2", "f3"]
    store.locked = ()
    history.undo()
    assert ids(store) == ["f1", "f2", "f3"]


def test_a_renamed_folder_goes_back_with_the_searches_in_it(
    store: FailingStore, actions: ManyFeedsActions, history: UndoSteps
) -> None:
    store.exchange(None, SavedSearch("s1", "Innen", folder="PR/Blogs"))
    store.exchange(None, SavedSearch("s2", "Auch", folder="PR"))
    actions.rename("PR", "Neu")
    history.undo()
    assert [one.folder for one in store.saved_searches()] == ["PR", "PR/Blogs"]
    assert [feed.folder for feed in store.feeds()] == ["PR", "PR/Blogs", ""]
    history.redo()
    ours = SavedSearch("s2", "Auch", folder="Neu")
    store.exchange(ours, replace(ours, words="anderes"))
    history.undo()
    assert {one.id: one.folder for one in store.saved_searches()} == {"s1": "PR/Blogs", "s2": "Neu"}


def test_undo_of_a_move_leaves_feeds_that_a_colleague_has_moved(
    store: FailingStore, actions: ManyFeedsActions, history: UndoSteps
) -> None:
    actions.move(store.feeds(), "Alle")
    store.change_feeds({"f3": {"folder": "Anderswo"}})
    with pytest.raises(Conflict):
        history.undo()
    assert [feed.folder for feed in store.feeds()] == ["Alle", "Alle", "Anderswo"]


def test_no_folder_inside_comes_to_lie_too_deep(
    store: FailingStore, actions: ManyFeedsActions, history: UndoSteps
) -> None:
    deepest = "/".join("abcdefghijklmnopqrstuvwxyz"[:DEEPEST_FOLDER])
    with pytest.raises(UsageError, match="at most 20 deep"):
        actions.rename("PR", deepest)
    store.change_feeds({"f2": {"folder": "PR"}})
    store.exchange(None, SavedSearch("s1", "Innen", folder="PR/Blogs"))
    with pytest.raises(UsageError, match="at most 20 deep"):
        actions.rename("PR", deepest)
    store.remove_saved_search("s1")
    actions.rename("PR", deepest)
    assert {len(folder_names(feed.folder)) for feed in store.feeds()[:2]} == {DEEPEST_FOLDER}
    assert FeedFolders(store).find(deepest) == deepest


def test_what_changes_nothing_is_no_step(store: FailingStore, actions: ManyFeedsActions, history: UndoSteps) -> None:
    assert str(actions.mute(store.feeds(), False)) == "Nothing changed."
    assert str(actions.move(store.feeds()[:1], "pr")) == "Nothing changed."
    assert len(history) == 0
