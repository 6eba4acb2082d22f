"""What a curator chose among entries: pages in pages.json, the shortlist in kept.json.

Each record is a copy of the entry, so that nothing is lost with the archive. The shortlist may name an entry without
a copy, if it came from a backup without one. There may be 50,000 pages (bookmarks that were brought along), so
their file is read only to change it, or if the archive is not known to hold what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from digest.domain.entry import PAGES, Entry
from digest.domain.url import canonical, one_page
from digest.storage.codec import encode, onto
from digest.storage.files.engine.disk import Stamp, is_quiet
from digest.storage.files.engine.file_states import file_stamp

if TYPE_CHECKING:
    from digest.storage.dump_format import Batch
    from digest.storage.files.library_files import LibraryFiles

Records = Mapping[str, Mapping[str, Any]]
_PAGES, _SHORTLIST = "pages", "shortlist"


class KeptEntries:
    """The tables of the two files."""

    def __init__(self, library: LibraryFiles) -> None:
        self._kept = library.kept
        self._pages = library.pages

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Nobody else changes anything within; the shortlist is written first, then the pages.

        A page that a crash leaves on the shortlist alone waits there, as one does that was taken back.
        """
        if self._kept.table(_PAGES).records():
            self._move_pages()
        with self._pages.transaction(), self._kept.transaction():
            yield

    def alone(self) -> AbstractContextManager[None]:
        """Held by one at a time; the shortlist may be changed within."""
        return self._kept.transaction()

    def _move_pages(self) -> None:
        """Move the pages of an older version's kept.json into their own file, that first."""
        with self._pages.transaction():
            former = self._kept.table(_PAGES).records()
            present = self._pages.table(_PAGES).records()
            self._pages.table(_PAGES).put({key: plain for key, plain in former.items() if key not in present})
        with self._kept.transaction():
            self._kept.table(_PAGES).discard([*former])

    @property
    def exists(self) -> bool:
        """False if nobody has chosen anything yet."""
        return self._kept.storage.read() is not None or self._pages.storage.read() is not None

    def state(self) -> tuple[object, Stamp]:
        """What equals an earlier one until something changes. Raises LibraryDamaged."""
        stamp = file_stamp(self._pages.storage.path)
        if not stamp:
            self._pages.storage.read()  # which tells if it should be there
        return self._kept.storage.read(), stamp

    def file_state(self) -> str:
        """The state of the file of pages as text; "" without one, or if it is too recent."""
        stamp = file_stamp(self._pages.storage.path)
        # Without the device, which may have another number when the computer has been started again.
        return f"{stamp[:1] + stamp[2:]}" if is_quiet(stamp) and not self._kept.table(_PAGES).records() else ""

    def page_ids(self) -> set[str]:
        return {*self._page_records()}

    def page(self, canonical_url: str) -> Entry | None:
        for key, plain in self._page_records().items():
            if one_page(str(plain.get("canonical_url") or ""), canonical_url):
                return self._pages.decode(Entry, key, plain, id=key)
        return None

    def new_pages(self, pages: Iterable[Entry]) -> list[Entry]:
        """Those of the pages that are not there yet, and each of them once."""
        pages_there = self._page_records().items()
        known = {canonical(str(plain.get("canonical_url") or "")) or page_id for page_id, plain in pages_there}
        new: dict[str, Entry] = {}
        for page in pages:
            if (name := canonical(page.canonical_url) or page.id) not in known:
                new.setdefault(name, page)
        return [*new.values()]

    def shortlist(self) -> Records:
        return self._kept.table(_SHORTLIST).records()

    def entries(self) -> list[Entry]:
        """Every entry of which there is a copy."""
        pages = [self._pages.decode(Entry, key, plain, id=key) for key, plain in self._page_records().items()]
        return [*pages, *self.chosen()]

    def chosen(self) -> list[Entry]:
        """Every entry of a feed of which there is a copy.

        A page that was taken back may still be on the shortlist, and waits there for its coming back.
        """
        found = ((key, plain) for key, plain in self.shortlist().items() if plain.get("feed_id", PAGES) != PAGES)
        return [self._kept.decode(Entry, key, plain, id=key) for key, plain in found]

    def put_pages(self, pages: Iterable[Entry]) -> None:
        """Keep pages; inside a transaction."""
        self._pages.table(_PAGES).put({page.id: onto(None, page, "id") for page in pages})

    def discard_pages(self, page_ids: Iterable[str]) -> None:
        """Take pages back; inside a transaction."""
        self._pages.table(_PAGES).discard(page_ids)

    def put_on_shortlist(self, entries: Iterable[Entry]) -> None:
        """Put entries on the shortlist; those that are on it stay as they were written."""
        with self._kept.transaction():
            present = self.shortlist()
            self._kept.table(_SHORTLIST).put({one.id: encode(one, "id") for one in entries if one.id not in present})

    def take_in(self, batch: Batch) -> None:
        """Keep what people chose of a batch; what is here stays. Marks come before entries."""
        if batch.kind == "marks":
            named = [key for key, mark in batch.records.items() if mark.shortlisted and key not in self.shortlist()]
            if named:
                with self._kept.transaction():
                    self._kept.table(_SHORTLIST).put({key: {"month": batch.key} for key in named})
        if batch.kind == "entries":
            pages = [entry for entry in batch.records.values() if entry.feed_id == PAGES]
            if pages:
                with self.transaction():
                    known = self._page_records()
                    self.put_pages(page for page in pages if page.id not in known)
            named = [key for key, plain in self.shortlist().items() if "feed_id" not in plain and key in batch.records]
            if named:
                with self._kept.transaction():
                    self._kept.table(_SHORTLIST).put({key: encode(batch.records[key], "id") for key in named})

    def take_off_shortlist(self, ids: Iterable[str]) -> None:
        with self._kept.transaction():
            self._kept.table(_SHORTLIST).discard(ids)

    def _page_records(self) -> Records:
        present, former = self._pages.table(_PAGES).records(), self._kept.table(_PAGES).records()
        return {**former, **present} if former else present
