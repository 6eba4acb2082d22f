"""In which editions a page was before, as a pick or as a link in a curator's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.domain.message import Message, msg

_MONTHS = (
    msg("January"), msg("February"), msg("March"), msg("April"), msg("May"), msg("June"), msg("July"), msg("August"),
    msg("September"), msg("October"), msg("November"), msg("December"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recollection:
    """A page was in an edition: picked under `category`, or linked in that pick's comment.

    `linked` tells which.

    A link in the edition's own intro or outro has neither `pick_id` nor `category`. `closed` is None for a draft.
    """

    edition_id: str
    category: str
    pick_id: str = ""
    linked: bool = False
    closed: datetime | None = None


def spoken_month(month: str, beside: str) -> Message:
    """ "March", or "March 2025" if its year is not that of the edition `beside`."""
    name = _MONTHS[int(month[5:]) - 1]
    return name if month[:4] == beside[:4] else msg("{month} {year}", month=name, year=month[:4])


def recollection_words(place: Recollection, beside: str) -> Message:
    """ "Already in March, under Krise": what is said of a page in the edition `beside`."""
    spoken = spoken_month(place.edition_id, beside)
    if not place.linked:
        if place.category:
            return msg("already in {month}, under {category}", month=spoken, category=place.category)
        return msg("already in {month}", month=spoken)
    if place.category:
        return msg("already in {month}, linked in a comment under {category}", month=spoken, category=place.category)
    return msg("already in {month}, linked in the text", month=spoken)
