"""A whole library out of its files, and into new ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from digest.domain.edition import Edition, Pick
from digest.domain.entry import Entry, Mark
from digest.domain.feed import Feed, FetchState
from digest.domain.muting import MutedWord
from digest.domain.query import Seen
from digest.storage.codec import encode
from digest.storage.portions import Portion
from digest.storage.rules.library import in_a_record, refuse_to_load
from digest.storage.tinydb.migrations import Tables
from digest.storage.tinydb.refreshing import ENTRY_KEYS, RefreshingPart
from digest.storage.tinydb.shards import Shard
from digest.storage.tinydb.tables import place_of


class CarryingPart(RefreshingPart):
    """`dump` and `load` of `Store`."""

    def dump(self) -> Iterator[Portion]:
        yield Portion("states", "", _records(self._shards.fetch, "states", FetchState))
        feeds = _records(self._shards.feeds, "feeds", Feed, "id")
        places = self._shards.feeds.table("feeds").records()
        order = sorted(feeds, key=lambda feed_id: (place_of(places[feed_id]), feed_id))
        yield Portion("feeds", "", {feed_id: feeds[feed_id] for feed_id in order})
        yield Portion("muted", "", _records(self._shards.feeds, "muted", MutedWord))
        yield from self._dumped_editions()
        for feed_id in self._shards.remembering():
            if memory := self._remembered(feed_id):
                yield Portion("seen", feed_id, memory)
        for month in sorted(self._shards.marked_months()):
            yield Portion("marks", month, _records(self._shards.state(month), "state", Mark))
        for month, feed_ids in sorted(self._shards.content_files().items()):
            if bodies := self._bodies(month, feed_ids):
                yield Portion("content", month, bodies)
        for month in sorted(self._shards.months()):
            entries = _records(self._shards.entries(month), "entries", Entry, "id", month=month)
            yield Portion("entries", month, entries)

    def load(self, portions: Iterable[Portion]) -> None:
        if self.founded() is not None or self._shards.months():
            raise refuse_to_load()
        editions: dict[str, Edition] = {}
        without_picks: set[str] = set()
        feed_of: dict[str, dict[str, str]] = {}
        content: dict[str, dict[str, str]] = {}
        for portion in portions:
            match portion.kind:
                case "editions":
                    editions = {key: in_a_record(edition) for key, edition in portion.records.items()}
                    without_picks = {*editions}
                case "picks":
                    self._load_edition(editions.get(portion.key, Edition(portion.key)), portion)
                    without_picks.discard(portion.key)
                case "content":
                    content[portion.key] = dict(portion.records)
                case "entries":
                    feed_of[portion.key] = {entry_id: entry.feed_id for entry_id, entry in portion.records.items()}
                    self._load_records(portion)
                case _:
                    self._load_records(portion)
        for edition_id in sorted(without_picks):
            self._load_edition(editions[edition_id], Portion("picks", edition_id, {}))
        for month, bodies in content.items():
            self._load_content(month, bodies, feed_of.get(month, {}))

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

    def _dumped_editions(self) -> Iterator[Portion]:
        tables = self._files.tables()
        shard = self._shards.editions
        editions = {
            edition_id: shard.decode(Edition, edition_id, plain, id=edition_id)
            for edition_id, plain in tables["editions"].items()
        }
        picks: dict[str, dict[str, Pick]] = defaultdict(dict, {edition_id: {} for edition_id in editions})
        for pick_id, plain in tables["picks"].items():
            pick = shard.decode(Pick, pick_id, plain, id=pick_id)
            picks[pick.edition_id][pick_id] = pick
        yield Portion("editions", "", dict(sorted(editions.items())))
        for edition_id in sorted(picks):
            yield Portion("picks", edition_id, dict(sorted(picks[edition_id].items())))

    def _load_edition(self, edition: Edition, portion: Portion) -> None:
        picks = {pick_id: replace(pick, edition_id=portion.key) for pick_id, pick in portion.records.items()}
        tables: Tables = {
            "editions": {edition.id: encode(edition, "id")} if edition.version else {},  # 0: it never had a record
            "picks": {pick_id: encode(pick, "id") for pick_id, pick in picks.items()},
        }
        with self._shards.editions.transaction():
            self._files.keep(edition.id, tables, closed=edition.is_closed)

    def _load_records(self, portion: Portion) -> None:
        shards = self._shards
        keys: tuple[str, ...] = ()
        match portion.kind:
            case "states":
                shard, table = shards.fetch, "states"
            case "feeds":
                shard, table, keys = shards.feeds, "feeds", ("id",)
            case "muted":
                shard, table = shards.feeds, "muted"
            case "seen":
                shard, table, keys = shards.seen(portion.key), "seen", ("entry_id",)
            case "marks":
                shard, table = shards.state(portion.key), "state"
            case "entries":
                shard, table, keys = shards.entries(portion.key), "entries", ENTRY_KEYS
            case _:
                raise ValueError(f"{portion.kind!r} is no kind of portion")
        records: dict[str, dict[str, Any]] = {
            record_id: encode(record, *keys) for record_id, record in portion.records.items()
        }
        if portion.kind == "feeds":
            records = {key: {"place": number, **plain} for number, (key, plain) in enumerate(records.items(), start=1)}
        with shard.transaction():
            shard.table(table).put(records)

    def _load_content(self, month: str, bodies: dict[str, str], feed_of: dict[str, str]) -> None:
        by_feed: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        for entry_id, html in bodies.items():
            if entry_id in feed_of:
                by_feed[feed_of[entry_id]][entry_id] = {"html": html}
        for feed_id, records in by_feed.items():
            shard = self._shards.content(month, feed_id)
            with shard.transaction():
                shard.table("content").put(records)


def _records(shard: Shard, table: str, record_class: type, *key: str, **fixed: Any) -> dict[str, Any]:
    return {
        record_id: shard.decode(record_class, record_id, plain, **dict.fromkeys(key, record_id), **fixed)
        for record_id, plain in sorted(shard.table(table).records().items())
    }
