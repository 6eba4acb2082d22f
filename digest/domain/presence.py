"""Who is writing where right now, as long as there are signs of it."""

from __future__ import annotations

from dataclasses import dataclass

#: Seconds after the last sign for which somebody counts as present, and between two signs.
EXPIRY, RHYTHM = 15.0, 5.0


@dataclass(frozen=True, slots=True, order=True)
class Presence:
    """A curator, by name, in a text of a pick, or with an empty `pick` in those of the edition."""

    edition: str
    pick: str
    by: str
