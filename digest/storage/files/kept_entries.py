"""What a curator chose among entries, in kept.json: pages added by their addresses, and the shortlist.

Each record is a copy of the entry, so that nothing is lost with the archive. The shortlist may name an entry without
a copy, where it came from a backup that had none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from tinydb import where
from tinydb.table import Document

from digest.domain.entry import PAGES, Entry
from digest.domain.url import canonical, one_page
from digest.storage.codec import encode, onto

if TYPE_CHECKING:
    from digest.storage.files.engine.tables import RecordTable
    from digest.storage.files.library_files import LibraryFiles

Records = Mapping[str, Mapping[str, Any]]
_PAGES, _SHORTLIST = "pages", "shortlist"


class KeptEntries:
    """The file's two tables."""

    def __init__(self, library: LibraryFiles) -> None:
        self._file = library.kept

    def transaction(self) -> AbstractContextManager[None]:
        """All changes within are kept together, or none."""
        return self._file.transaction()

    @property
    def exists(self) -> bool:
        """False where nobody has chosen anything yet."""
        return self._file.storage.read() is not None

    def state(self) -> object:
        """The same object until the file changes."""
        return self._file.storage.read()

    def page_ids(self) -> set[str]:
        """The pages that somebody added."""
        return {*self._table(_PAGES).records()}

    def page(self, canonical_url: str) -> Entry | None:
        """The page of this canonical address."""
        same = where("canonical_url").test(lambda stored: one_page(str(stored or ""), canonical_url))
        found = self._table(_PAGES).get(same)
        return self._entry(str(found.doc_id), found) if isinstance(found, Document) else None

    def new_pages(self, pages: Iterable[Entry]) -> list[Entry]:
        """Those of the pages that are not there yet, and each of them once."""
        pages_there = self._table(_PAGES).records().items()
        known = {canonical(str(plain.get("canonical_url") or "")) or page_id for page_id, plain in pages_there}
        new: dict[str, Entry] = {}
        for page in pages:
            if (name := canonical(page.canonical_url) or page.id) not in known:
                new.setdefault(name, page)
        return [*new.values()]

    def shortlist(self) -> Records:
        """What is on the shortlist, by id."""
        return self._table(_SHORTLIST).records()

    def entries(self) -> list[Entry]:
        """Every entry of which there is a copy."""
        pages = self._table(_PAGES).records()
        found = [self._entry(page_id, plain) for page_id, plain in pages.items()]
        # A page that was taken back may still be on the shortlist, and waits there for its coming back.
        others = ((key, plain) for key, plain in self.shortlist().items() if plain.get("feed_id", PAGES) != PAGES)
        return found + [self._entry(key, plain) for key, plain in others if key not in pages]

    def put_pages(self, pages: Iterable[Entry]) -> None:
        """Keep pages; inside a transaction."""
        self._table(_PAGES).put({page.id: onto(None, page, "id") for page in pages})

    def discard_pages(self, page_ids: Iterable[str]) -> None:
        """Take pages back; inside a transaction."""
        self._table(_PAGES).discard(page_ids)

    def put_on_shortlist(self, entries: Iterable[Entry]) -> None:
        """Put entries on the shortlist; those that are on it stay as they were written."""
        with self.transaction():
            present = self.shortlist()
            self._table(_SHORTLIST).put({one.id: encode(one, "id") for one in entries if one.id not in present})

    def name_on_shortlist(self, months: Mapping[str, str]) -> None:
        """Put entries on the shortlist of which only id and month are known."""
        with self.transaction():
            present = self.shortlist()
            self._table(_SHORTLIST).put({key: {"month": month} for key, month in months.items() if key not in present})

    def complete_shortlist(self, entries: Mapping[str, Entry]) -> None:
        """Keep copies of those of the entries that are on the shortlist by name only."""
        bare = [key for key, plain in self.shortlist().items() if key in entries and "feed_id" not in plain]
        if bare:
            with self.transaction():
                self._table(_SHORTLIST).put({key: encode(entries[key], "id") for key in bare})

    def take_off_shortlist(self, ids: Iterable[str]) -> None:
        """Take entries off the shortlist."""
        with self.transaction():
            self._table(_SHORTLIST).discard(ids)

    def _table(self, name: str) -> RecordTable:
        return self._file.table(name)

    def _entry(self, entry_id: str, plain: Mapping[str, Any]) -> Entry:
        return self._file.decode(Entry, entry_id, plain, id=entry_id)
