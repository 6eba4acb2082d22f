"""Pages added by address, and the marks of entries, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.domain.entry import PAGES, Entry, Mark
from digest.domain.query import Seen
from digest.storage.rules.entries import first_sight_kept, no_entry
from tests.model.workers import WorkersInMemory


class PagesInMemory(WorkersInMemory):
    """The part of `MemoryStore` that keeps single entries."""

    def add_page(self, entry: Entry, content: str = "") -> Entry:
        with self._lock:
            for known in self._seen.get(PAGES, {}).values():
                if entry.canonical_url and known.canonical_url == entry.canonical_url:
                    return self._entries[known.entry_id]
            if entry.id in self._entries:
                return self._entries[entry.id]
            kept = self._put_entry(replace(entry, feed_id=PAGES))
            self._put_content(kept.id, content)
            record = Seen(kept.id, kept.guid, kept.canonical_url, kept.month, "")
            self._set("seen", self._seen.setdefault(PAGES, {}), kept.id, record)
            return kept

    def add_pages(self, pages: Sequence[Entry], *, shortlisted: bool = False) -> list[Entry]:
        with self._lock:
            new = []
            for page in pages:
                here = set(self._entries)
                kept = self.add_page(page)
                if kept.id not in here:
                    new.append(kept)
            if shortlisted:
                self.mark(new, shortlisted=True)
            return new

    def remove_pages(self, pages: Sequence[Entry]) -> None:
        with self._lock:
            for page in pages:
                known = self._entries.get(page.id)
                if known is not None and known.feed_id == PAGES:
                    self.mark([known], shortlisted=False)
                    self.remove_page(known)

    def remove_page(self, page: Entry) -> None:
        with self._lock:
            known = self._entries.get(page.id)
            if known is None or known.feed_id != PAGES:
                raise no_entry(page.id)
            self._put_content(page.id, "")
            del self._entries[page.id]
            self._seen.get(PAGES, {}).pop(page.id, None)
            self._changes["entries"] += 1
            self._changes["seen"] += 1

    def mark(self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None) -> None:
        with self._lock:
            for entry in entries:
                if entry.id not in self._entries:
                    raise no_entry(entry.id)
            for entry in entries:
                known = self._marks.get(entry.id, Mark())
                wanted = Mark(
                    known.read if read is None else read, known.shortlisted if shortlisted is None else shortlisted
                )
                if wanted != Mark() or entry.id in self._marks:
                    self._set("state", self._marks, entry.id, wanted)

    def _put_entry(self, entry: Entry) -> Entry:
        known = self._entries.get(entry.id)
        kept = first_sight_kept(known, entry) if known else entry
        self._set("entries", self._entries, entry.id, kept)
        return kept

    def _put_content(self, entry_id: str, html: str) -> None:
        if html:
            self._set("content", self._content, entry_id, html)
        elif entry_id in self._content:
            del self._content[entry_id]
            self._changes["content"] += 1
