"""The editions and picks of one file as records, and which pages stand in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from digest.domain.edition import Edition
from digest.domain.links import pages_in
from digest.domain.query import PickedPlace
from digest.domain.url import canonical
from digest.storage.files.engine.migrations import Tables

Records = Mapping[str, Mapping[str, Any]]

#: A page's name (canonical address, or id of a picked entry) → edition, pick ("" for the edition's own texts), and
#: whether it is a link.
Pages = Mapping[str, Sequence[Sequence[Any]]]

#: Makes an edition of its id and record.
Decode = Callable[[str, Mapping[str, Any]], Edition]


class EditionRecords:
    """The editions and picks of one file as records; cached until something changes there.

    `edition_ids` are the editions that count, by default every one that has a record, or picks that somebody wrote
    into the file by hand.
    """

    def __init__(self, tables: Tables, decode: Decode, edition_ids: Collection[str] | None = None) -> None:
        self.records: Records = tables.get("editions", {})
        self.picks: Records = tables.get("picks", {})
        named = {str(plain.get("edition_id", "")) for plain in self.picks.values()}
        self.edition_ids = {*self.records, *named} - {""} if edition_ids is None else edition_ids
        self._decode = decode

    @cached_property
    def pages(self) -> Pages:
        """The pages that stand here."""
        return _pages_of(self.records, self.picks)

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """These editions."""
        return {name: self._decode(name, self.records.get(name, {})) for name in self.edition_ids}

    def version(self, edition_id: str) -> int:
        """How often the edition was changed; -1 if it has no record."""
        return version_in(self.records, edition_id)

    def standing(self, pages: Collection[str] | None) -> Iterator[tuple[str, PickedPlace]]:
        """The requested pages that are here, with their places; None: all."""
        for name in self.pages.keys() if pages is None else self.pages.keys() & pages:
            for edition_id, pick_id, linked in self.pages[name]:
                edition = self.editions.get(edition_id)
                plain = self.picks.get(pick_id, {})
                category, comment, entry_id, curator = (
                    str(plain.get(key, "")) for key in ("category", "comment", "entry_id", "curator")
                )
                closed = edition.closed if edition else None
                yield name, PickedPlace(edition_id, pick_id, category, comment, closed, entry_id, linked, curator)


def _pages_of(records: Records, picks: Records) -> Pages:
    """The pages that stand in these editions: picked, or linked in a text of one that is closed."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    closed = {edition_id: plain for edition_id, plain in records.items() if plain.get("frozen")}
    for pick_id, plain in sorted(picks.items(), key=_rank):
        if plain.get("dropped"):
            continue
        edition_id = str(plain.get("edition_id", ""))
        stored = str(plain.get("canonical_url") or "")
        # What was stored by an older rule is found by the present one, too.
        for name in dict.fromkeys((stored, canonical(stored), str(plain.get("entry_id") or ""))):
            if name:
                found.setdefault(name, []).append((edition_id, pick_id, False))
        if edition_id in closed:
            for page in pages_in(str(plain.get("comment", ""))):
                found.setdefault(page, []).append((edition_id, pick_id, True))
    for edition_id, plain in closed.items():
        for page in pages_in(f"{plain.get('intro', '')}\n{plain.get('outro', '')}"):
            found.setdefault(page, []).append((edition_id, "", True))
    return found


def version_in(records: Records, edition_id: str) -> int:
    """The version in an edition's record; -1 if it has none."""
    plain = records.get(edition_id)
    version = -1 if plain is None else plain.get("version", 0)
    return version if isinstance(version, int) else 0


def _rank(item: tuple[str, Mapping[str, Any]]) -> tuple[int, str]:
    rank = item[1].get("rank", 0)
    return rank if isinstance(rank, int) else 0, item[0]
