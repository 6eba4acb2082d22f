"""Marks of entries, set as one step of undo."""

from __future__ import annotations

from collections.abc import Sequence

from digest.domain.entry import Entry
from digest.domain.message import Message, msg, nmsg
from digest.services.reading.same_page import SamePage
from digest.services.session.action_result import ActionResult
from digest.services.session.undo import UndoSteps
from digest.storage.store import Store


class MarkActions:
    """Every method returns when it is kept; the marks of one month are set all or none."""

    def __init__(self, store: Store, steps: UndoSteps) -> None:
        self._store = store
        self._steps = steps
        self._same_page = SamePage(store)

    def set(
        self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None
    ) -> ActionResult:
        """Mark entries, as one step that brings back what each of them was.

        A page is read, or unread again, in all feeds in which it stands, and comes off the shortlist as a whole;
        onto it goes only the entry that is named.
        """
        wanted = read if read is not None else shortlisted
        named = {entry.id for entry in entries}
        with self._store.moment():
            rows = self._same_page.rows(entries, unread=read is True)
            changed = [
                row.entry
                for row in rows
                if (row.read if read is not None else row.shortlisted) != wanted
                and (row.entry.id in named or not shortlisted)
            ]
            if not changed:
                return ActionResult(msg("Nothing changed."))
            self._store.mark(changed, read=read, shortlisted=shortlisted)
        opposite = {"read": None if read is None else not read, "shortlisted": None if read is not None else not wanted}
        name = _name(len(changed), read, shortlisted)
        self._steps.record_guarded(
            name,
            lambda: self._store.mark(changed, **opposite),
            lambda: self._store.mark(changed, read=read, shortlisted=shortlisted),
            # The cursor goes to a single entry; many have no one place.
            *([entries[0].id] if len(entries) == 1 else []),
        )
        return ActionResult(name)


def _name(count: int, read: bool | None, shortlisted: bool | None) -> Message:
    if read is not None:
        if read:
            return nmsg("{n} marked read", "{n} marked read", count)
        return nmsg("{n} marked unread", "{n} marked unread", count)
    return msg("Put on the shortlist") if shortlisted else msg("Taken off the shortlist")
