"""A whole library out of its files, and into new ones."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from digest.domain.entry import Entry, Mark
from digest.domain.feed import FetchState
from digest.domain.query import Seen
from digest.storage.codec import encode
from digest.storage.portions import Portion
from digest.storage.rules.library import refuse_to_load
from digest.storage.tinydb.file_dump import KINDS_OF_PEOPLE, FileDump, records_of
from digest.storage.tinydb.refreshing import ENTRY_KEYS, RefreshingPart
from digest.storage.tinydb.shards import Shards

# Bytes in memory of the texts of one feed in one month, and of those that wait to be written.
_LARGEST = 32 << 20


class CarryingPart(RefreshingPart):
    """`dump` and `load` of `Store`."""

    def dump(self) -> Iterator[Portion]:
        yield Portion("states", "", records_of(self._shards.fetch, "states", FetchState))
        files = FileDump(self._shards, self._files)
        yield from files.feeds()
        yield from files.editions()
        for feed_id in self._shards.remembering():
            if memory := self._remembered(feed_id):
                yield Portion("seen", feed_id, memory)
        for month in sorted(self._shards.marked_months()):
            yield Portion("marks", month, records_of(self._shards.state(month), "state", Mark))
        for month, feed_ids in sorted(self._shards.content_files().items()):
            if bodies := self._bodies(month, feed_ids):
                yield Portion("content", month, bodies)
        for month in sorted(self._shards.months()):
            entries = records_of(self._shards.entries(month), "entries", Entry, "id", month=month)
            yield Portion("entries", month, entries)

    def load(self, portions: Iterable[Portion]) -> None:
        if self.founded() is not None or self._shards.months():
            raise refuse_to_load()
        files = FileDump(self._shards, self._files).loader()
        texts = _Texts(self._shards)
        for (kind, key), parts in groupby(portions, lambda portion: (portion.kind, portion.key)):
            match kind:
                case _ if kind in KINDS_OF_PEOPLE:
                    files.load(kind, key, parts)
                case "content":
                    for part in parts:
                        texts.add(key, part.records)
                case "entries":
                    texts.entries_of(key, self._load_records(kind, key, parts))
                case _:
                    self._load_records(kind, key, parts)
        files.finish()
        texts.write()

    def _remembered(self, feed_id: str) -> dict[str, Seen]:
        """A feed's whole memory, and what lies in a file of it that the other does not know of."""
        memory = self._memory(feed_id)
        known = {**self._shards.seen_long_ago(feed_id).table("seen").records(), **memory.whole()}
        return {
            entry_id: memory.shard_of(entry_id).decode(Seen, entry_id, plain, entry_id=entry_id)
            for entry_id, plain in sorted(known.items())
        }

    def _bodies(self, month: str, feed_ids: Iterable[str]) -> dict[str, str]:
        """The bodies of entries that are there. Others, of a refresh cut off or of a lost month, are nobody's."""
        bodies = {feed_id: self._shards.content(month, feed_id).table("content").records() for feed_id in feed_ids}
        # After the bodies: an entry is written behind its body.
        entries = self._shards.entries(month).table("entries").records()
        return {
            entry_id: str(plain.get("html", ""))
            for feed_id, records in bodies.items()
            for entry_id, plain in records.items()
            if entry_id in entries and entries[entry_id].get("feed_id") == feed_id
        }

    def _load_records(self, kind: str, key: str, parts: Iterable[Portion]) -> Mapping[str, Mapping[str, Any]]:
        """Write the parts of one portion into its file; returns its records as they stand there."""
        shards = self._shards
        keys: tuple[str, ...] = ()
        match kind:
            case "states":
                shard, table = shards.fetch, "states"
            case "seen":
                shard, table, keys = shards.seen(key), "seen", ("entry_id",)
            case "marks":
                shard, table = shards.state(key), "state"
            case "entries":
                shard, table, keys = shards.entries(key), "entries", ENTRY_KEYS
            case _:
                raise ValueError(f"{kind!r} is no kind of portion")
        records: dict[str, dict[str, Any]] = {
            record_id: encode(record, *keys) for part in parts for record_id, record in part.records.items()
        }
        with shard.transaction():
            shard.table(table).put(records)
        shard.file.close()  # nobody asks for it soon
        return records


class _Texts:
    """The texts of entries on their way into files, one for each feed and month; those whose entry is missing go."""

    def __init__(self, shards: Shards) -> None:
        self._shards = shards
        self._month = ""
        self._feed_of: dict[str, str] = {}
        self._early: dict[str, dict[str, str]] = defaultdict(dict)
        self._waiting: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        self._sizes: Counter[str] = Counter()

    def entries_of(self, month: str, records: Mapping[str, Mapping[str, Any]]) -> None:
        """The month's entries, as a rule directly before their texts."""
        self.write()
        self._month, self._sizes = month, Counter()
        self._feed_of = {entry_id: plain["feed_id"] for entry_id, plain in records.items()}
        if texts := self._early.pop(month, None):
            self.add(month, texts)

    def add(self, month: str, texts: Mapping[str, str]) -> None:
        """Some texts of the month. Raises MemoryError for a file that could not be read any more."""
        if month != self._month:
            self._early[month].update(texts)
            return
        for entry_id, html in texts.items():
            if feed_id := self._feed_of.get(entry_id):
                self._waiting[feed_id][entry_id] = {"html": html}
                self._sizes[feed_id] += sys.getsizeof(html)
                if self._sizes[feed_id] > _LARGEST:
                    raise MemoryError
        if sum(self._sizes[feed_id] for feed_id in self._waiting) > _LARGEST:
            self.write()

    def write(self) -> None:
        """Put what is waiting into its files."""
        for feed_id, records in self._waiting.items():
            shard = self._shards.content(self._month, feed_id)
            with shard.transaction():
                shard.table("content").put(records)
            shard.file.close()
        self._waiting.clear()
