"""Pages that are added by address: kept in the files, with their texts in the archive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.domain.entry import PAGES, Entry
from digest.storage.rules.entries import no_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.storage.files.kept_entries import KeptEntries
    from digest.storage.sql.archive import Archive

# Pages that go into the archive in one transaction; others change it in between.
_MANY_PAGES = 1000


class LocalPages:
    """See `EntryStore`. `archive` gives the archive with all that people chose in it."""

    def __init__(self, kept: KeptEntries, archive: Callable[[], Archive]) -> None:
        self._kept = kept
        self._archive = archive

    def add_page(self, entry: Entry, content: str = "") -> Entry:
        entry = replace(entry, feed_id=PAGES)
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            if known := kept.page(entry.canonical_url):
                return known
            if known_here := archive.lists.by_ids([entry.id]).get(entry.id):
                return known_here.entry
            # First here: what a crash leaves of a page that nobody was told to be there is taken out again.
            archive.put_entries([entry], {entry.id: content})
            kept.put_pages([entry])
        return entry

    def add_pages(self, pages: Sequence[Entry], *, shortlisted: bool = False) -> list[Entry]:
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            wanted = kept.new_pages([replace(page, feed_id=PAGES) for page in pages])
            here = archive.lists.by_ids([page.id for page in wanted])
            new = [page for page in wanted if page.id not in here]
            for start in range(0, len(new), _MANY_PAGES):  # first here, as in `add_page`
                archive.put_entries(new[start : start + _MANY_PAGES], {})
            kept.put_pages(new)
            if shortlisted:
                kept.put_on_shortlist(new)
        return new

    def remove_pages(self, pages: Sequence[Entry]) -> None:
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            gone = kept.page_ids() & {page.id for page in pages}
            kept.discard_pages(gone)
        kept.take_off_shortlist(gone)
        archive.remove_pages(gone)

    def remove_page(self, page: Entry) -> None:
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            if page.id not in kept.page_ids():
                raise no_entry(page.id)
            kept.discard_pages([page.id])
        archive.remove_pages([page.id])
