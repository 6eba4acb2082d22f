"""Imports of other programs' lists, each a step of undo."""

from __future__ import annotations

from digest.config.clock import Clock
from digest.config.user_files import meant_path
from digest.domain.message import Message, msg
from digest.services.library.moving_in import MovedIn, MovingIn, list_file, moved_in_words
from digest.services.session.undo import Step, UndoSteps, each_of
from digest.storage.store import Store


class ImportActions:
    """One session's imports."""

    def __init__(self, store: Store, clock: Clock, moving_in: MovingIn, steps: UndoSteps) -> None:
        self._store = store
        self._clock = clock
        self._moving_in = moving_in
        self._steps = steps

    def take_in(self, place: str) -> tuple[MovedIn, Message]:
        """Import the file at a path as somebody typed it; returns what came in, in words as well.

        Raises UsageError for a file that cannot be read, NotMovedIn for one that is no list. Taken back are new feeds
        and pages; what an older feed got out of another reader's memory stays.
        """
        body, path = list_file(meant_path(place), msg("Choose another file; Tab completes a path."))
        moved = self._moving_in.take_in(place, body, path=path)
        said = moved_in_words(moved)
        if moved.feeds or moved.pages:
            name = msg("Imported: {words}", words=said)
            self._steps.record(Step(name, lambda: self._take_back(moved), lambda: self._bring_back(moved)))
        return moved, said

    def _take_back(self, moved: MovedIn) -> None:
        try:
            each_of((feed.id for feed in moved.feeds), lambda feed_id: self._store.remove_feed(feed_id, self._clock()))
        finally:
            self._store.remove_pages(moved.pages)

    def _bring_back(self, moved: MovedIn) -> None:
        try:
            each_of((feed.id for feed in moved.feeds), self._store.restore_feed)
        finally:
            self._store.add_pages(moved.pages, shortlisted=True)
