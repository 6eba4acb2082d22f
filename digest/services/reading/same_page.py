"""One page in several feeds: listed once, and reading one of its entries reads all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.domain.entry import Entry
from digest.domain.query import EntryQuery, EntryRow, PickedPlace
from digest.domain.text import fold

if TYPE_CHECKING:
    from digest.services.reading.entries import ListedEntry
    from digest.storage.store import Store

#: Up to so many entries are looked up one by one; for more, everything is gone through once.
_FEW = 20


def page_of(entry: Entry) -> str:
    """What twins have in common: the canonical address; an entry without one has no twins."""
    return entry.canonical_url or "\0" + entry.id


def one_a_page(listed: Iterable[ListedEntry]) -> list[ListedEntry]:
    """Each page once, at its first place.

    It is read if all its entries are, shortlisted if one of them is.
    """
    pages: dict[str, list[ListedEntry]] = {}
    for one in listed:
        pages.setdefault(page_of(one.entry), []).append(one)
    return [twins[0] if len(twins) == 1 else _folded(twins[0], twins) for twins in pages.values()]


def led_by(shown: ListedEntry, found: ListedEntry) -> ListedEntry:
    """The page as it was `found` now, still shown by the entry that a list shows for it already.

    Entries of it that were not found any more have been read or taken off the shortlist meanwhile.
    """
    present = {row.entry.id for row in found.rows}
    gone = [EntryRow(row.entry, True, False) for row in shown.rows if row.entry.id not in present]
    rows = (*gone, *found.rows)
    first = [row for row in rows if row.entry.id == shown.entry.id]
    twins = (*first, *(row for row in rows if row.entry.id != shown.entry.id))
    return replace(
        found, entry=shown.entry, feed_title=shown.feed_title, feed_url=shown.feed_url,
        twins=twins if len(twins) > 1 else (),
    )  # fmt: skip


def marked(one: ListedEntry, *, read: bool | None = None, shortlisted: bool | None = None) -> ListedEntry:
    """How a list shows a page that has just been marked: as one, with all its entries."""
    twins = tuple(_marked(row, read, shortlisted) for row in one.twins)
    read, shortlisted = one.read if read is None else read, one.shortlisted if shortlisted is None else shortlisted
    return replace(one, read=read, shortlisted=shortlisted, twins=twins)


def picked(one: ListedEntry, month: str, category: str) -> ListedEntry:
    """A page in a list while it is being picked, as `SessionActions.pick` will store it."""
    here = one.pick if one.pick is not None and one.pick.edition_id == month else None
    if here is None:
        return replace(marked(one, read=True), pick=PickedPlace(month, "", category, "", None))
    if fold(here.category) == fold(category):
        return replace(one, pick=None)
    return replace(one, pick=replace(here, category=category))


class SamePage:
    """Finds the entries that are one page, in all feeds of a library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rows(self, entries: Sequence[Entry], *, unread: bool = False) -> list[EntryRow]:
        """These entries and their twins as they are marked now; with `unread` perhaps those alone.

        What is not in the library any more is left out.
        """
        if len(entries) > _FEW:
            pages = {page_of(entry) for entry in entries}
            return [row for row in self._store.entries(EntryQuery(unread=unread)).rows if page_of(row.entry) in pages]
        found: dict[str, EntryRow] = {}
        for entry in entries:
            found |= {row.entry.id: row for row in self._store.same_page(entry)}
        return list(found.values())

    def of(self, entry: Entry) -> list[Entry]:
        """The other entries for an entry's page, newest first."""
        rows = self._store.same_page(entry) if entry.canonical_url else []
        return [row.entry for row in rows if row.entry.id != entry.id]


def _folded(shown: ListedEntry, twins: Sequence[ListedEntry]) -> ListedEntry:
    return replace(
        shown,
        read=all(one.read for one in twins),
        shortlisted=any(one.shortlisted for one in twins),
        twins=tuple(row for one in twins for row in one.rows),
    )


def _marked(row: EntryRow, read: bool | None, shortlisted: bool | None) -> EntryRow:
    return EntryRow(
        row.entry, row.read if read is None else read, row.shortlisted if shortlisted is None else shortlisted
    )
