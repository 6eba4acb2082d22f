"""The library as a whole: dumped and loaded in batches, tidied, measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from digest.domain.edition import Edition, Pick
from digest.domain.entry import Mark
from digest.domain.feed import Feed
from digest.domain.library import Sizes, Tidied, in_a_record, refuse_to_load
from digest.storage import dump_format
from digest.storage.codec import decode
from digest.storage.dump_format import Batch
from digest.storage.postgresql import editions, feeds, writing
from digest.storage.postgresql.changes import fold_former, marks_of
from digest.storage.postgresql.connection import Server, Transaction
from digest.storage.postgresql.records import put_records, text_onto
from digest.storage.sql import dumping
from digest.storage.sql.records import ENTRY, states_of

#: Records that are loaded, and texts that are dropped, in one transaction.
_MANY = 1000
_WRITTEN = ("feeds", "records", "editions", "picks", "events", "shortlist")
_BROUGHT = (
    "entries", "content", "searched", "bigrams", "seen", "states", "marks", "tallies", "read_tallies", "changes",
)  # fmt: skip
_MONTHS = "SELECT DISTINCT month FROM digest.entries ORDER BY month"


class DatabaseWhole:
    """See `LibraryStore`. Read marks are those of one curator."""

    def __init__(self, server: Server, curator: Callable[[], str]) -> None:
        self._server = server
        self._curator = curator

    def dump(self, *, everybody: bool = False) -> Iterator[Batch]:
        """See `Store.dump`: all of it is of one moment."""
        with self._server.snapshot() as db:
            yield Batch("states", "", states_of(db.rows("SELECT feed_id, state FROM digest.states ORDER BY feed_id")))
            yield from _feeds(db)
            yield from _editions(db)
            yield from dumping.seen(db.execute, "digest.seen")
            mine = db.execute("SELECT entry_id, month, read FROM digest.marks WHERE curator = %s", (self._curator(),))
            listed = db.execute("SELECT entry_id, month FROM digest.shortlist")
            yield from dumping.marks_by_month(mine.fetchall(), listed.fetchall())
            if everybody:
                yield from self._marks_of_others(db)
            texts = (
                "SELECT c.entry_id, c.size, c.html FROM digest.content c "
                "JOIN digest.entries e ON e.id = c.entry_id WHERE e.month = %s ORDER BY e.id"
            )
            entries = f"SELECT {ENTRY} FROM digest.entries e WHERE e.month = %s ORDER BY e.id"
            yield from dumping.by_month(db.execute, db.rows(_MONTHS), texts, entries)

    def _marks_of_others(self, db: Transaction) -> Iterator[Batch]:
        rows = db.execute(
            "SELECT curator, month, entry_id, read FROM digest.marks WHERE curator <> %s "
            "ORDER BY curator, month, entry_id",
            (self._curator(),),
        )
        for (name, month), together in groupby(rows, itemgetter(0, 1)):
            yield Batch("marks", month, {row[2]: Mark(read=row[3]) for row in together}, name)

    def load(self, batches: Iterable[Batch]) -> None:
        """See `Store.load`; a month's texts are stored before its entries, not held in memory.

        One transaction: a part of a library is none, and nobody may see it, though the process be killed.
        """
        with self._server.change_alone() as step:
            step(_refuse_unless_empty)
            self._fill(batches, step)

    def _fill(self, batches: Iterable[Batch], step: Callable[[Callable[[Transaction], None]], None]) -> None:
        known: dict[str, Edition] = {}
        for batch in batches:
            if batch.kind == "editions":
                known |= {key: in_a_record(edition) for key, edition in batch.records.items()}
            ids = sorted(batch.records)
            if batch.kind in ("feeds", "rules"):
                ids = list(batch.records)  # they are in an order
            for start in range(0, len(ids), _MANY):
                part = replace(batch, records={key: batch.records[key] for key in ids[start : start + _MANY]})
                step(partial(self._load, part, known))
        step(_forget_strangers)

    def _load(self, batch: Batch, known: Mapping[str, Edition], db: Transaction) -> None:
        records: Mapping[str, Any] = batch.records
        match batch.kind:
            case "states":
                rows = [(key, state.title, text_onto("", state)) for key, state in records.items()]
                writing.put_states(db, rows, writing.NOTHING)
            case "feeds":
                ((last,),) = db.rows("SELECT coalesce(max(place), 0) FROM digest.feeds")
                feeds.put_feeds(db, list(records.values()), {"": (last, "")})
            case "muted" | "rules" | "searches" | "notes" | "curators":
                part = "editions" if batch.kind in ("notes", "curators") else "feeds"
                put_records(db, batch.kind, dump_format.plain(batch), part)
            case "history":
                editions.put_events(db, batch.key, records)
            case "editions":
                for key in records:
                    editions.put_edition(db, known[key])
            case "picks":
                editions.put_edition(db, known.get(batch.key, Edition(batch.key)))
                picks: list[Pick] = [replace(pick, edition_id=batch.key) for pick in records.values()]
                editions.put_picks(db, picks, {})
            case "seen":
                writing.put_seen(db, ((batch.key, seen) for seen in records.values()), writing.NOTHING)
            case "marks":
                owner = self._curator() if batch.curator is None else batch.curator
                self._load_marks(db, owner, batch.key, records)
            case "content":
                writing.put_content(db, records, writing.NOTHING)
            case "entries":
                found = writing.present(db, records)
                writing.put_entries(db, list(records.values()), found)
            case _:
                raise ValueError(f"{batch.kind!r} is no kind of batch")

    def _load_marks(self, db: Transaction, curator: str, month: str, marks: Mapping[str, Mark]) -> None:
        read = [(curator, key, month, mark.read) for key, mark in marks.items() if mark.read is not None]
        db.many("INSERT INTO digest.marks VALUES (%s, %s, %s, %s) ON CONFLICT (curator, entry_id) DO NOTHING", read)
        listed = [(key, month) for key, mark in marks.items() if mark.shortlisted]
        db.many("INSERT INTO digest.shortlist VALUES (%s, %s) ON CONFLICT (entry_id) DO NOTHING", listed)
        db.count(marks_of(curator))
        db.count("shortlist")

    def tidy(self, before: str, *, dry_run: bool = False) -> Tidied:
        rows = self._server.rows(
            "SELECT c.entry_id, c.size FROM digest.content c JOIN digest.entries e ON e.id = c.entry_id "
            "WHERE e.month < %s AND NOT EXISTS (SELECT 1 FROM digest.picks p WHERE p.entry_id = e.id) "
            "AND NOT EXISTS (SELECT 1 FROM digest.shortlist s WHERE s.entry_id = e.id)",
            (before,),
        )
        sizes: dict[str, int] = dict(rows)
        if sizes and not dry_run:
            ids = sorted(sizes)
            for start in range(0, len(ids), _MANY):
                self._server.change(partial(_drop_content, ids[start : start + _MANY]), seconds=self._server.waits.long)
        if not dry_run:
            self._server.alone(fold_former)
        return Tidied(len(sizes), sum(sizes.values()))

    def is_writable(self) -> bool:
        """Whether the user may write what people write."""
        asked = (
            "SELECT has_table_privilege(%(table)s, 'INSERT') AND has_table_privilege(%(table)s, 'UPDATE') "
            "AND has_table_privilege(%(table)s, 'DELETE') AND current_setting('transaction_read_only') = 'off'"
        )
        return bool(self._server.rows(asked, {"table": f'"{self._server.address.schema}".picks'})[0][0])

    def sizes(self) -> Sizes:
        """Bytes that the tables take with their indexes."""
        asked = (
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = ANY(%s)"
        )
        indexed = "SELECT 1 FROM pg_indexes WHERE schemaname = %s AND indexname = 'folded_letters'"
        schema = self._server.address.schema
        ((written,),), ((brought,),), letters = self._server.ask(
            (asked, (schema, list(_WRITTEN))), (asked, (schema, list(_BROUGHT))), (indexed, (schema,))
        )
        return Sizes(written, brought, searches_all=not letters)


def _feeds(db: Transaction) -> Iterator[Batch]:
    rows = db.rows("SELECT id, record FROM digest.feeds ORDER BY place, id")
    yield Batch("feeds", "", {key: decode(Feed, orjson.loads(record), id=key) for key, record in rows})
    yield from (_records(db, kind) for kind in ("muted", "rules", "searches"))


def _editions(db: Transaction) -> Iterator[Batch]:
    rows = db.rows("SELECT id, record FROM digest.editions")
    found = {key: decode(Edition, orjson.loads(record), id=key) for key, record in rows if record}
    picks = db.rows("SELECT id, edition_id, record FROM digest.picks")
    yield from dump_format.edition_batches(found, map(editions.pick_of, picks))
    rows = db.rows("SELECT edition_id, id, record FROM digest.events ORDER BY edition_id, number, id")
    for key, together in groupby(rows, itemgetter(0)):
        yield dump_format.batch_of("history", key, {one: orjson.loads(record) for _, one, record in together})
    yield from (_records(db, kind) for kind in ("notes", "curators"))


def _records(db: Transaction, kind: str) -> Batch:
    rows = db.rows("SELECT id, record FROM digest.records WHERE kind = %s ORDER BY id", (kind,))
    return dump_format.batch_of(kind, "", {key: orjson.loads(record) for key, record in rows})


def _forget_strangers(db: Transaction) -> None:
    """Drop the texts that came without their entries."""
    db.execute("DELETE FROM digest.content c WHERE NOT EXISTS (SELECT 1 FROM digest.entries e WHERE e.id = c.entry_id)")
    db.count("content")


def _refuse_unless_empty(db: Transaction) -> None:
    for table in ("feeds", "entries", "editions", "shortlist"):
        if db.rows(f"SELECT EXISTS (SELECT 1 FROM digest.{table})")[0][0]:
            raise refuse_to_load()


def _drop_content(ids: list[str], db: Transaction) -> None:
    db.execute("DELETE FROM digest.content WHERE entry_id = ANY(%s)", (ids,))
    db.count("content")
