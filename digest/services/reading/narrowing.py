"""Narrow a list: only unread, picked, uncommented entries, or one category's or feed's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.domain.text import fold

if TYPE_CHECKING:
    from digest.services.reading.entries import ListedEntry


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What entries of a list must be; all set conditions hold. Picks are one edition's."""

    unread: bool = False
    picked: bool = False
    without_comment: bool = False
    category: str = ""
    feed_id: str = ""
    curator: str = ""

    def __bool__(self) -> bool:
        return self.unread or self.is_about_picks or bool(self.feed_id)

    @property
    def is_about_picks(self) -> bool:
        """True if only picked entries can fit."""
        return self.picked or self.without_comment or bool(self.category or self.curator)

    def of(self, listed: Iterable[ListedEntry], month: str) -> list[ListedEntry]:
        """Those that fit, for the edition of a month."""
        return [one for one in listed if self._fits(one, month)]

    def _fits(self, one: ListedEntry, month: str) -> bool:
        if self.unread and one.read:
            return False
        if self.feed_id and one.entry.feed_id != self.feed_id:
            return False
        if not self.is_about_picks:
            return True
        pick = one.pick
        if pick is None or pick.edition_id != month or (self.without_comment and pick.comment.strip()):
            return False
        if self.curator and fold(pick.curator) != fold(self.curator):
            return False
        return not self.category or fold(pick.category) == fold(self.category)
