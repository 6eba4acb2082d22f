"""A cache of all editions; only those that have changed are read again."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from digest.domain.edition import Edition, Pick
from digest.domain.query import PickedPlace
from digest.storage.codec import decode
from digest.storage.postgresql.connection import Server
from digest.storage.rules.editions import picked_places


@dataclass(frozen=True)
class EditionPart:
    """One edition with all its picks, and the number of its last change."""

    number: int
    edition: Edition
    picks: Sequence[Pick]

    @cached_property
    def places(self) -> dict[str, list[PickedPlace]]:
        """Which pages stand in it (`Store.places`)."""
        return picked_places(self.picks, {self.edition.id: self.edition}, None)

    @cached_property
    def comments(self) -> Sequence[tuple[str, str]]:
        """Each comment with the names of the page that it is on."""
        return [
            (name, pick.comment)
            for pick in self.picks
            if pick.comment and not pick.dropped
            for name in sorted({pick.entry_id, pick.canonical_url} - {""})
        ]


class EditionCache:
    """The editions of one library: one round trip a question, two after a change."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._gate = threading.Lock()
        self._parts: Mapping[str, EditionPart] = {}

    def parts(self) -> Mapping[str, EditionPart]:
        """Every edition by its id, in no order; the same object until one changes."""
        numbers: dict[str, int] = dict(self._server.rows("SELECT id, number FROM digest.editions"))
        with self._gate:
            known = self._parts
        stale = [key for key, number in numbers.items() if key not in known or known[key].number != number]
        if not stale and known.keys() == numbers.keys():
            return known
        editions, picks = self._server.ask(
            ("SELECT id, number, record FROM digest.editions WHERE id = ANY(%s)", (stale,)),
            ("SELECT id, edition_id, record FROM digest.picks WHERE edition_id = ANY(%s)", (stale,)),
        )
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
        found = {key: fresh.get(key) or known[key] for key in numbers if key in fresh or key in known}
        with self._gate:
            self._parts = found
        return found
