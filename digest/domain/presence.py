"""Who is at work where right now, as long as there are signs of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digest.domain.curator import curator_of

#: Seconds after the last sign for which somebody counts as present, and between two signs.
EXPIRY, RHYTHM = 15.0, 5.0
#: The `part` of an edition whose picks are being ordered.
ARRANGING = "arranging"


@dataclass(frozen=True, slots=True, order=True)
class Presence:
    """A curator, by name, in a text of a pick, or with an empty `pick` at the edition itself.

    `part` is then the field whose text is open ("title" for all that are changed together with it), `ARRANGING`, or
    empty for the edition as a whole.
    """

    edition: str
    pick: str
    by: str
    part: str = ""

    @property
    def place(self) -> str:
        """The pick's id, else the part of the edition."""
        return self.pick or self.part


def presence_of(plain: Any) -> Presence | None:
    """A presence from its record; None if that is none. Programs without parts leave them out."""
    if not isinstance(plain, Mapping) or not {"edition", "pick", "by"} <= plain.keys():
        return None
    edition, pick, by, part = (str(plain.get(name) or "") for name in ("edition", "pick", "by", "part"))
    return Presence(edition, pick, curator_of(by).name, part)
