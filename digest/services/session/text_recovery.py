"""Bringing an earlier text of a pick or an edition back, as a step of undo."""

from __future__ import annotations

from digest.domain.errors import Conflict
from digest.domain.event import Event
from digest.domain.message import msg
from digest.services.session.action_result import ActionResult
from digest.services.session.actions import SessionActions
from digest.storage.store import Store


class TextRecovery:
    """One session's use of the histories of editions."""

    def __init__(self, store: Store, actions: SessionActions) -> None:
        self._store = store
        self._actions = actions

    def bring_back(self, month: str, event: Event, shown: str) -> ActionResult:
        """Put back the text that an event of that month's history holds.

        `shown` is what stood there when the history was read. Raises Conflict if it is another text by now.
        """
        record = self._store.pick(event.pick) if event.pick else self._store.edition(month)
        present = getattr(record, event.field)
        if present not in (shown, event.text):
            raise Conflict(
                msg("Somebody else changed this meanwhile; your change was not written."),
                msg("Look at the history again, then decide."),
                theirs=present,
                ours=event.text,
            )
        return self._actions.change(record, {event.field: event.text})
