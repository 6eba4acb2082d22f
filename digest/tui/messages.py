"""What parts of the interface tell each other."""

from __future__ import annotations

from textual.message import Message

from digest.services.refresh_process import RefreshEvent


class LibraryChanged(Message):
    """Something in the library is different: by a key, a refresh, another process."""


class RefreshTold(Message):
    """A refresh that runs has something to tell; `event` None: it has ended."""

    def __init__(self, event: RefreshEvent | None) -> None:
        super().__init__()
        self.event = event
