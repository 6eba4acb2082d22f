"""The events of each edition: the newest in the edition's file, the others in history/."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from digest.domain.event import Event
from digest.domain.month import is_month
from digest.storage.codec import encode
from digest.storage.files.edition_files import EditionFiles
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.history_files import HistoryFiles
from digest.storage.rules.history import Recorded, united

Table = dict[str, dict[str, Any]]

#: Events that stand in an edition's own file before they are moved.
MOST_IN_EDITION = 16


class EditionHistories:
    """The histories of one library."""

    def __init__(self, files: EditionFiles, histories: HistoryFiles) -> None:
        self._files = files
        self._histories = histories

    def of(self, edition_id: str) -> list[Event]:
        """See `Store.history`."""
        if not is_month(edition_id):
            return []
        # In this order: what is moved in between is then read twice, not never.
        newest = self.newest(self._files.tables_of(edition_id))
        return united(self._histories.read(edition_id), newest)

    def newest(self, tables: Tables) -> list[Event]:
        """The events in an edition's own file, oldest first."""
        decoded = (
            self._files.decoded(str(plain.get("edition_id", "")), Event, key, plain, key="")
            for key, plain in tables.get("events", {}).items()
        )
        return sorted(decoded, key=lambda event: event.number)

    def table_after(self, edition_id: str, tables: Tables, act: Recorded, *, closed: bool) -> Table:
        """The table "events" once an act is kept; called before that, inside the lock.

        Only what was kept by earlier acts is moved: an act that fails after all leaves nothing behind.
        """
        staying = [event for event in self.newest(tables) if event.number not in act.replaced]
        if act.added and staying and (closed or len(staying) + len(act.added) > MOST_IN_EDITION):
            with suppress(OSError):  # `doctor` tells; they stay where they are, and the next act tries again
                self._histories.add(edition_id, staying)
                staying = []
        return self.table(edition_id, [*staying, *act.added])

    def put_all(self, edition_id: str, events: list[Event]) -> Table:
        """Write a whole history to a new library; return the table "events". Raises OSError."""
        if events[:-1]:
            self._histories.replace(edition_id, events[:-1])
        return self.table(edition_id, events[-1:])

    def edition_ids(self) -> list[str]:
        """The editions that have a history, removed ones too."""
        at_work = self._files.tables_at_work().get("events", {})
        named = {str(plain.get("edition_id", "")) for plain in at_work.values()}
        closed = {edition_id for part in self._files.records() for edition_id in part.edition_ids}
        return sorted(filter(is_month, {*named, *closed, *self._histories.edition_ids()}))

    @staticmethod
    def table(edition_id: str, events: list[Event]) -> Table:
        """Events as records."""
        return {f"{edition_id}/{event.number}": {"edition_id": edition_id, **encode(event)} for event in events}
