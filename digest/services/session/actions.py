"""Changes of picks, editions, marks, feeds, searches and pages, each recorded for undo.

Each is in the `…_actions.py` beside this file that is named after what it changes. Those of rules, notes, settings and
imports are made outside `SessionActions`, with its `undo_steps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.domain.edition import Changes, Edition, Pick
from digest.services.session.action_result import ActionResult
from digest.services.session.edition_actions import EditionActions
from digest.services.session.feed_actions import FeedActions
from digest.services.session.many_feeds_actions import ManyFeedsActions
from digest.services.session.mark_actions import MarkActions
from digest.services.session.page_actions import PageActions
from digest.services.session.pick_actions import PickActions
from digest.services.session.search_actions import SearchActions
from digest.services.session.undo import Step, UndoSteps
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.services.session.services import Services


class SessionActions:
    """One session's changes, and what is done alike with picks and editions."""

    def __init__(self, store: Store, clock: Clock, services: Services) -> None:
        self.undo_steps = UndoSteps()
        self.picks = PickActions(store, clock, services, self.undo_steps)
        self.editions = EditionActions(store, clock, services, self.undo_steps)
        self.marks = MarkActions(store, self.undo_steps)
        self.feeds = FeedActions(store, clock, services, self.undo_steps)
        self.many_feeds = ManyFeedsActions(store, clock, services, self.undo_steps)
        self.searches = SearchActions(services.reading.searches, self.undo_steps)
        self.pages = PageActions(store, services, self.undo_steps)

    def change(self, record: Pick | Edition, changes: Changes) -> ActionResult:
        """Set fields of a pick or edition as one step."""
        return self.picks.change(record, changes) if isinstance(record, Pick) else self.editions.change(record, changes)

    def save(self, record: Pick | Edition, changes: Changes, *, sitting: str = "") -> Pick | Edition:
        """Store a text while it is typed, without an undo step (see `edited`). Raises Conflict."""
        if isinstance(record, Pick):
            return self.picks.save(record, changes, sitting=sitting)
        return self.editions.save(record, changes, sitting=sitting)

    def edited(self, before: Pick | Edition, after: Pick | Edition, fields: Sequence[str]) -> None:
        """Record a whole editing as one step: what these fields held before and hold now."""
        if isinstance(before, Pick) and isinstance(after, Pick):
            self.picks.edited(before, after, fields)
        elif isinstance(before, Edition) and isinstance(after, Edition):
            self.editions.edited(before, after, fields)

    def undo(self) -> Step | None:
        """Undo this session's last step; None if there is none. Raises Conflict if it is outdated."""
        return self.undo_steps.undo()

    def redo(self) -> Step | None:
        """Do again what was undone last."""
        return self.undo_steps.redo()
