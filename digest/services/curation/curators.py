"""Who works on this library: initials beside picks, and finding a curator by typed text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from digest.domain.curator import Curator, curator_of, same_curator, shown_initials
from digest.domain.edition import Pick
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.text import fold

if TYPE_CHECKING:
    from digest.domain.edition import Edition
    from digest.domain.presence import Presence
    from digest.storage.store import Store


def who(pick: Pick, initials: Mapping[str, str]) -> str:
    """Who picked, and behind a slash who wrote last if that is somebody else: "DF/EM"."""
    picked, written = (initials.get(name, "") for name in (pick.curator, pick.edited_by))
    return f"{picked or '–'}/{written}" if written and written != picked else picked


class Curators:
    """The curators of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def initials(self, named: Iterable[str] = ()) -> Mapping[str, str]:
        """By name everybody's initials, also of the `named`; empty for one person at most."""
        named = [*named]
        found = self._everybody(named)
        shown = shown_initials(found)
        if len(shown) < 2:
            return {}
        by_fold = {fold(name): initials for name, initials in shown.items()}
        return {name: by_fold[fold(name)] for name in (*shown, *named) if fold(name) in by_fold}

    def find(self, typed: str) -> str:
        """The name of the curator who is called so, or has these initials. Raises UsageError."""
        everybody = self._everybody(())
        for curator in everybody:
            if same_curator(curator.name, typed):
                return curator.name
        for name, initials in shown_initials(everybody).items():
            if fold(initials) == fold(typed):
                return name
        known = ", ".join(curator.name for curator in everybody)
        raise UsageError(
            msg("Nobody called “{name}” works on this library.", name=curator_of(typed).name or typed),
            msg("Names are: {known}.", known=known) if known else msg("Nobody has done anything here yet."),
        )

    def begin_writing(self, record: Pick | Edition) -> None:
        """Let colleagues know that a text of this record is open; called again as a sign of life."""
        if (presences := self._store.presences()) is not None:
            edition, pick = (record.edition_id, record.id) if isinstance(record, Pick) else (record.id, "")
            presences.announce(edition, pick)

    def end_writing(self) -> None:
        """Let colleagues know that it is closed."""
        if (presences := self._store.presences()) is not None:
            presences.leave()

    def writing(self) -> list[Presence]:
        """Who else is writing right now."""
        presences = self._store.presences()
        return [] if presences is None else presences.others()

    def _everybody(self, named: Iterable[str]) -> list[Curator]:
        return [*self._store.curators(), *(made for name in named if (made := curator_of(name)).name)]
