"""Pages added by address: one row is locked, so that no page is added twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from digest.domain.entry import PAGES, Entry
from digest.domain.url import canonical
from digest.storage.postgresql import writing
from digest.storage.postgresql.connection import Server, Transaction
from digest.storage.rules.entries import no_entry
from digest.storage.sql.records import ENTRY, entry_of

_LOCK = "SELECT name FROM digest.locks WHERE name = 'pages' FOR UPDATE"
_SAME = f"""SELECT {ENTRY} FROM digest.entries e WHERE e.feed_id = %s AND e.canonical_url <> ''
    AND md5(e.canonical_url) = ANY(SELECT md5(u) FROM unnest(%s::text[]) AS u)"""


class DatabasePages:
    """The pages of `Store`."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def add_page(self, entry: Entry, content: str = "") -> Entry:
        entry = replace(entry, feed_id=PAGES)

        def change(db: Transaction) -> Entry:
            db.execute(_LOCK)
            same = db.execute(_SAME, (PAGES, [canonical(entry.canonical_url)]))
            known = writing.present(db, [entry.id])
            if entry.canonical_url and (rows := same.fetchall()):
                return entry_of(rows[0])
            if entry.id in known.entries:
                return known.entries[entry.id]
            writing.put_pages(db, [entry], {entry.id: content}, known)
            return entry

        return self._server.change(change)

    def add_pages(self, pages: Sequence[Entry], *, shortlisted: bool = False) -> list[Entry]:
        wanted = [replace(page, feed_id=PAGES) for page in pages]

        def change(db: Transaction) -> list[Entry]:
            db.execute(_LOCK)
            same = db.execute(_SAME, (PAGES, [canonical(page.canonical_url) for page in wanted if page.canonical_url]))
            known = writing.present(db, [page.id for page in wanted])
            names = {canonical(entry_of(row).canonical_url) for row in same.fetchall()}
            new: dict[str, Entry] = {}
            for page in wanted:
                name = canonical(page.canonical_url) if page.canonical_url else page.id
                if name not in names and page.id not in known.entries:
                    new.setdefault(name, page)
            added = list(new.values())
            if added:
                writing.put_pages(db, added, {}, known)
            if added and shortlisted:
                db.many(
                    "INSERT INTO digest.shortlist VALUES (%s, %s) ON CONFLICT (entry_id) DO NOTHING",
                    [(page.id, page.month) for page in added],
                )
                db.count("shortlist")
            return added

        return self._server.change(change)

    def remove_pages(self, pages: Sequence[Entry]) -> None:
        def change(db: Transaction) -> None:
            if gone := _removed(db, {page.id for page in pages}):
                db.execute("DELETE FROM digest.shortlist WHERE entry_id = ANY(%s)", (gone,))
                db.count("shortlist")

        self._server.change(change)

    def remove_page(self, page: Entry) -> None:
        def change(db: Transaction) -> None:
            if not _removed(db, [page.id]):
                raise no_entry(page.id)

        self._server.change(change)


def _removed(db: Transaction, page_ids: Collection[str]) -> list[str]:
    """Take out those that are pages; returns them."""
    db.execute(_LOCK)
    asked = "SELECT id FROM digest.entries WHERE feed_id = %s AND id = ANY(%s)"
    gone = [row[0] for row in db.rows(asked, (PAGES, sorted(page_ids)))]
    if gone:
        writing.remove_entries(db, gone)
        db.execute("DELETE FROM digest.seen WHERE feed_id = %s AND entry_id = ANY(%s)", (PAGES, gone))
        db.count("seen")
    return gone
