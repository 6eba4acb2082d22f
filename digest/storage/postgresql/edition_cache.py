"""A cache of all editions; only those that have changed are read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from digest.domain.edition import Edition, Pick
from digest.domain.query import PickedPlace
from digest.storage.codec import decode
from digest.storage.postgresql.cached_part import CachedPart
from digest.storage.postgresql.changes import ChangeNumbers
from digest.storage.postgresql.connection import Row, Server, Values
from digest.storage.rules.places import page_names, picked_places


@dataclass(frozen=True)
class EditionPart:
    """One edition with all its picks, and the number of its last change."""

    number: int
    edition: Edition
    picks: Sequence[Pick]

    @cached_property
    def places(self) -> dict[str, list[PickedPlace]]:
        return picked_places(self.picks, {self.edition.id: self.edition}, None)

    @cached_property
    def comments(self) -> Sequence[tuple[str, str]]:
        return [
            (name, pick.comment)
            for pick in self.picks
            if pick.comment and not pick.dropped
            for name in page_names(pick.canonical_url, pick.entry_id)
        ]


_ALL = "SELECT id, number FROM digest.editions"
_STALE = """SELECT e.id, e.number, e.record FROM digest.editions e
    LEFT JOIN unnest(%(ids)s::text[], %(numbers)s::bigint[]) AS known (id, number) USING (id, number)
    WHERE known.id IS NULL"""
_PICKS = f"SELECT p.id, p.edition_id, p.record FROM digest.picks p JOIN ({_STALE}) stale ON stale.id = p.edition_id"


class EditionCache:
    """The editions of one library: one round trip a question, two after a change."""

    def __init__(self, server: Server, numbers: ChangeNumbers) -> None:
        self._numbers = numbers
        # Whoever reads them at the same moment finds the same or more: none ever goes.
        self._last: Mapping[str, EditionPart] = {}
        #: The same as `parts`, as of the last look.
        self.part = CachedPart(server, self._questions, self._made, lambda: numbers.number("editions"))

    def parts(self) -> Mapping[str, EditionPart]:
        """Every edition by its id, in no order; the same object until one changes."""
        self._numbers.look()
        return self.part.get()

    def _questions(self) -> Sequence[tuple[str, Values]]:
        known = self._last
        values = {"ids": list(known), "numbers": [part.number for part in known.values()]}
        return (_ALL, ()), (_STALE, values), (_PICKS, values)

    def _made(self, answers: Sequence[list[Row]]) -> Mapping[str, EditionPart]:
        known = self._last
        every, editions, picks = answers
        if not editions and len(every) == len(known):
            return known
        by_edition: dict[str, list[Pick]] = {}
        for pick_id, edition_id, record in picks:
            pick = decode(Pick, orjson.loads(record), id=pick_id, edition_id=edition_id)
            by_edition.setdefault(edition_id, []).append(pick)
        fresh = {
            key: EditionPart(
                number,
                decode(Edition, orjson.loads(record), id=key) if record else Edition(key),
                by_edition.get(key, ()),
            )
            for key, number, record in editions
        }
        self._last = {key: fresh.get(key) or known[key] for key, _ in every}
        return self._last
