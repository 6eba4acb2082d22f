"""What parts of the interface tell each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from digest.services.refresh.refresh_process import RefreshEvent


class LibraryChanged(Message):
    """Others have changed the library: a refresh, another process, or a dialog that has closed."""


class LibraryAway(Message):
    """The library no longer answers, or answers again."""

    def __init__(self, away: bool) -> None:
        super().__init__()
        self.away = away


class RefreshTold(Message):
    """A refresh that runs has something to tell; `event` None: it has ended."""

    def __init__(self, event: RefreshEvent | None) -> None:
        super().__init__()
        self.event = event
