"""Who appears in a library, the same for every backend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from digest.domain.curator import Curator, curator_of
from digest.domain.errors import NotFound
from digest.domain.message import msg
from digest.domain.text import fold


def record_of(curator: Curator, known: Curator | None, now: datetime) -> Curator | None:
    """The record of somebody who has just acted; None if it exists, or nobody is known."""
    if not curator.name:
        return None
    wanted = replace(curator, since=known.since if known and known.since else now)
    return None if wanted == known else wanted


def appearing(recorded: Iterable[Curator], named: Iterable[str]) -> list[Curator]:
    """Everybody once: recorded ones by first time, then names only found in picks."""
    found: dict[str, Curator] = {}
    for curator in sorted(recorded, key=lambda one: (one.since.timestamp() if one.since else 0.0, one.name)):
        found.setdefault(fold(curator.name), curator)
    for name in sorted({*named}):
        if fold(name) not in found and (made := curator_of(name)).name:
            found.setdefault(fold(made.name), made)
    return [*found.values()]


def no_note(note_id: str) -> NotFound:
    """The error for an unknown note."""
    return NotFound(msg("There is no note {note}.", note=note_id), msg("“digest note list” lists the notes."))
