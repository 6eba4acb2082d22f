"""What a Store knows of curators: who did what, and the notes between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from digest.domain.curator import Curator
    from digest.domain.event import Event
    from digest.domain.note import Note
    from digest.domain.presence import Presence


class Presences(Protocol):
    """Curators see each other at work. Locks nothing; entries expire (`domain.presence`)."""

    def announce(self, edition: str, pick: str, part: str = "") -> None:
        """Announce that this curator is at work there, one place at a time.

        `part` as in `Presence`. Raises LibraryError.
        """

    def leave(self) -> None:
        """Say that it is over. Raises LibraryError."""

    def others(self) -> list[Presence]:
        """Who else is at work, by way of other Stores, in order. Raises LibraryError."""


class CuratorStore(Protocol):
    """The history of editions, and curators with their notes; a part of `Store`."""

    def work_as(self, curator: Curator) -> None:
        """From now on, what is changed through this Store is this curator's."""

    def presences(self) -> Presences | None:
        """Where curators see each other at work; None if this library has no such place."""

    def history(self, edition_id: str) -> list[Event]:
        """The events of an edition, oldest first; empty if none was ever recorded.

        Of a long history the newest events are here, and the last text of each field (`rules.history.bounded`).
        """

    def curators(self) -> list[Curator]:
        """Everybody who has done something here, by first time, then names found only in picks.

        A curator of another spelling of the name is the same one (`domain.curator.same_curator`).
        """

    def notes(self) -> list[Note]:
        """All notes, settled ones too, the oldest first."""

    def remove_note(self, note_id: str) -> Note:
        """Take a note away; returns it. Raises NotFound."""
