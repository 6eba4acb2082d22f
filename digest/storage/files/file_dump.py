"""What people wrote, in batches (`storage/dump_format.py`) from its files and into new ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from digest.domain.edition import Edition, Pick
from digest.domain.event import Event
from digest.domain.library import in_a_record
from digest.storage.codec import encode
from digest.storage.dump_format import KINDS, Batch, edition_batches
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.file_editions import FileEditions
from digest.storage.files.file_feeds import FileFeeds
from digest.storage.files.library_files import LibraryFile, LibraryFiles
from digest.storage.rules.history import records_of

#: The kinds of batches that lie in files.
KINDS_OF_PEOPLE = frozenset(
    {"feeds", "muted", "rules", "searches", "editions", "picks", "history", "notes", "curators"}
)


class FileDump:
    """The feeds and editions of a library."""

    def __init__(self, library: LibraryFiles, editions: FileEditions) -> None:
        self._library = library
        self._files = editions
        # Of a library that is being filled: its editions, and those whose picks have not come yet.
        self._editions: dict[str, Edition] = {}
        self._without_picks: set[str] = set()

    def is_empty(self) -> bool:
        """True if nobody has added a feed or begun an edition."""
        return not (self._library.feeds.table("feeds").records() or self._files.edition_ids())

    def feeds(self) -> Iterator[Batch]:
        """The feeds in their order, the muted words, rules and saved searches."""
        yield Batch("feeds", "", {feed.id: feed for feed in FileFeeds(self._library).every()})
        for kind in ("muted", "rules", "searches"):
            yield Batch(kind, "", self._library.feeds.of_kind(kind))

    def editions(self) -> Iterator[Batch]:
        tables = self._files.all_tables()
        editions = {key: self._files.decoded(key, Edition, key, plain) for key, plain in tables["editions"].items()}
        picks = tables["picks"].items()
        yield from edition_batches(
            editions, (self._files.decoded(str(one.get("edition_id", "")), Pick, key, one) for key, one in picks)
        )
        for edition_id in self._files.histories():
            if events := self._files.history(edition_id):
                yield Batch("history", edition_id, records_of(events))
        for kind in ("notes", "curators"):
            yield Batch(kind, "", self._library.editions.of_kind(kind))

    def load(self, kind: str, key: str, parts: Iterable[Batch]) -> None:
        """Keep all parts of one batch that is of `KINDS_OF_PEOPLE`, in an empty library."""
        records: dict[str, Any] = {record_id: one for part in parts for record_id, one in part.records.items()}
        match kind:
            case "feeds":
                numbered = enumerate(records.items(), start=1)
                plain = {key: {"place": number, **encode(feed, "id")} for number, (key, feed) in numbered}
                self._put(self._library.feeds, kind, plain)
            case "muted" | "rules" | "searches" | "notes" | "curators":
                file = self._library.editions if kind in ("notes", "curators") else self._library.feeds
                self._put(file, kind, {key: encode(record, *KINDS[kind].place) for key, record in records.items()})
            case "history":
                self._load_history(key, sorted(records.values(), key=lambda event: event.number))
            case "editions":
                self._editions = {edition_id: in_a_record(edition) for edition_id, edition in records.items()}
                self._without_picks = {*self._editions}
            case _:
                self._load_edition(self._editions.get(key, Edition(key)), records)
                self._without_picks.discard(key)

    def finish(self) -> None:
        """Keep the editions that came without picks."""
        for edition_id in sorted(self._without_picks):
            self._load_edition(self._editions[edition_id], {})

    def _put(self, file: LibraryFile, table: str, records: dict[str, dict[str, Any]]) -> None:
        with file.transaction():
            file.table(table).put(records)

    def _load_edition(self, edition: Edition, picks: dict[str, Pick]) -> None:
        records = {pick_id: encode(replace(pick, edition_id=edition.id), "id") for pick_id, pick in picks.items()}
        tables: Tables = {
            "editions": {edition.id: encode(edition, "id")} if edition.version else {},  # 0: it never had a record
            "picks": records,
            "events": {},
        }
        with self._library.editions.transaction():
            self._files.keep(edition.id, tables, closed=edition.is_closed)

    def _load_history(self, edition_id: str, events: list[Event]) -> None:
        with self._library.editions.transaction():
            if edition_id in self._without_picks:
                self._load_edition(self._editions[edition_id], {})
                self._without_picks.discard(edition_id)
            tables = {"editions": {}, "picks": {}, **self._files.tables_of(edition_id)}
            tables["events"] = self._files.put_history(edition_id, events)
            closed = self._library.has_closed(edition_id)
            self._files.keep(edition_id, tables, closed=closed)
