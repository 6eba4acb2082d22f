"""What people wrote, in portions (`storage/portions.py`) out of its files, and into new ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from digest.domain.edition import Edition, Pick
from digest.domain.feed import Feed
from digest.domain.muting import MutedWord
from digest.storage.codec import encode
from digest.storage.portions import Portion
from digest.storage.rules.library import in_a_record
from digest.storage.tinydb.migrations import Tables
from digest.storage.tinydb.shards import Shard, Shards
from digest.storage.tinydb.shelf import EditionFiles
from digest.storage.tinydb.tables import place_of

#: The kinds of portions that lie in files.
KINDS_OF_PEOPLE = frozenset({"feeds", "muted", "editions", "picks"})


class FileDump:
    """The feeds and editions of a library."""

    def __init__(self, shards: Shards, files: EditionFiles) -> None:
        self._shards = shards
        self._files = files

    def feeds(self) -> Iterator[Portion]:
        """The feeds in their order, and the muted words."""
        feeds = records_of(self._shards.feeds, "feeds", Feed, "id")
        places = self._shards.feeds.table("feeds").records()
        order = sorted(feeds, key=lambda feed_id: (place_of(places[feed_id]), feed_id))
        yield Portion("feeds", "", {feed_id: feeds[feed_id] for feed_id in order})
        yield Portion("muted", "", records_of(self._shards.feeds, "muted", MutedWord))

    def editions(self) -> Iterator[Portion]:
        """All editions, and the picks of each."""
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

    def loader(self) -> FileLoader:
        """What puts such portions into the files of an empty library."""
        return FileLoader(self._shards, self._files)


class FileLoader:
    """Puts what people wrote into the files of an empty library."""

    def __init__(self, shards: Shards, files: EditionFiles) -> None:
        self._shards = shards
        self._files = files
        self._editions: dict[str, Edition] = {}
        self._without_picks: set[str] = set()

    def load(self, kind: str, key: str, parts: Iterable[Portion]) -> None:
        """Keep all parts of one portion that is of `KINDS_OF_PEOPLE`."""
        records: dict[str, Any] = {record_id: one for part in parts for record_id, one in part.records.items()}
        match kind:
            case "feeds":
                numbered = enumerate(records.items(), start=1)
                self._put(kind, {key: {"place": number, **encode(feed, "id")} for number, (key, feed) in numbered})
            case "muted":
                self._put(kind, {key: encode(word) for key, word in records.items()})
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

    def _put(self, table: str, records: dict[str, dict[str, Any]]) -> None:
        with self._shards.feeds.transaction():
            self._shards.feeds.table(table).put(records)

    def _load_edition(self, edition: Edition, picks: dict[str, Pick]) -> None:
        records = {pick_id: encode(replace(pick, edition_id=edition.id), "id") for pick_id, pick in picks.items()}
        tables: Tables = {
            "editions": {edition.id: encode(edition, "id")} if edition.version else {},  # 0: it never had a record
            "picks": records,
        }
        with self._shards.editions.transaction():
            self._files.keep(edition.id, tables, closed=edition.is_closed)


def records_of(shard: Shard, table: str, record_class: type, *key: str, **fixed: Any) -> dict[str, Any]:
    """A table's records, made of what stands in the file."""
    return {
        record_id: shard.decode(record_class, record_id, plain, **dict.fromkeys(key, record_id), **fixed)
        for record_id, plain in sorted(shard.table(table).records().items())
    }
