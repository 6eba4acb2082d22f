"""A large library in PostgreSQL behind a slow line.

How long a curator waits, and how large the tables are.
    python -m tests.team.scale [ENTRIES FEEDS]

Fills a server of its own, with fsync, by COPY (2 million entries in 10,000 feeds, which takes some 15 minutes and
8 GB), then measures through a proxy that makes each round trip 10 ms longer. Prints medians, the goals, round trips,
and the sizes of tables and indexes. `test_scale.py` searches a small one.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from digest.bootstrap import Library
from digest.domain.entry import entry_id
from digest.domain.feed import Feed, FetchState
from digest.domain.query import EntryQuery
from digest.storage.postgresql.opening import TRIGRAM_INDEX
from digest.storage.postgresql.records import text_onto
from digest.storage.postgresql.schema import FILL_BIGRAMS
from digest.storage.registry import open_store
from digest.storage.sql.records import folded, packed
from digest.storage.store import Store
from tests import postgresql
from tests.builders import a_pick
from tests.pgproxy import Proxy

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
MONTH = "2026-11"
LATENCY = 0.010
#: Over how many days the entries are spread, and the first entries of each feed, which came read.
_DAYS, _OLD = 4 * 365, 20
CURATORS = ("Dora Fuchs", "Emil Sander")
#: Words that a search looks for: in every entry, in a tenth, in one of 10,000, in one of all (two), in none.
COMMON, USUAL, RARE, SOLE, PAIR, NOWHERE = "beitrag", "krise", "kugelschreiber", "einzigartigkeit", "xq", "quagga"
_SYLLABLES = "ber kom mu ni ka ti on pres se text ar beit lin gu is tik ver trau en fol ge wort bild fra mei".split()  # noqa: SIM905
_DICE = random.Random("a large library")
_VOCABULARY = ["".join(_DICE.choices(_SYLLABLES, k=_DICE.randint(1, 4))) for _ in range(20_000)]
_TEXTS = [packed(f"<p>{' '.join(_DICE.choices(_VOCABULARY, k=_DICE.randint(40, 300)))}</p>") for _ in range(500)]
_ENTRY = (
    "number", "id", "feed_id", "month", "date", "first_seen", "place", "old", "published", "canonical_url", "title",
    "url", "author", "language", "guid", "tags", "summary",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One act: median and longest time in milliseconds, round trips, and the goal."""

    name: str
    median: float
    longest: float
    round_trips: int
    goal: float

    def __str__(self) -> str:
        verdict = "" if self.median <= self.goal else "  TOO SLOW"
        return (
            f"{self.name:44} {self.median:7.0f} ms (longest {self.longest:.0f}, goal {self.goal:.0f}), "
            f"{self.round_trips} round trips{verdict}"
        )


def fill(store: Store, address: str, entries: int, feeds: int) -> None:
    """So many entries of so many feeds.

    The first curator has read what is older than this month, the second all, but for some forty old ones.
    """
    names = [f"f{number:05}" for number in range(feeds)]
    store.add_feeds([_feed(number, name) for number, name in enumerate(names)])
    schema = postgresql.schema_of(address)
    with _connected(address) as db, _connected(address) as beside:
        db.execute("SET maintenance_work_mem = '1GB'")
        db.execute("DROP INDEX IF EXISTS folded_letters")
        # Rows come faster into tables without indexes, and an index that is made at once is smaller.
        indexes = db.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = %s AND tablename IN ('entries', 'marks') "
            "AND indexname NOT LIKE '%%_key' AND indexname NOT LIKE '%%_pkey'",
            (schema,),
        ).fetchall()
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
        with (
            db.cursor().copy(f"COPY entries ({', '.join(_ENTRY)}) FROM STDIN") as into_entries,
            beside.cursor().copy("COPY searched FROM STDIN") as into_searched,
        ):
            for entry, words in _rows(entries, names):
                into_entries.write_row(entry)
                into_searched.write_row(words)
        db.execute("CREATE TEMPORARY TABLE texts (place BIGINT, size INTEGER, html BYTEA)")
        _copy(db, "texts", ((place, *text) for place, text in enumerate(_TEXTS)))
        db.execute(
            "INSERT INTO content SELECT e.id, t.size, t.html FROM entries e JOIN texts t ON t.place = e.number %% %s",
            (len(_TEXTS),),
        )
        db.execute(
            "INSERT INTO seen SELECT feed_id, id, guid, canonical_url, month, lpad(number::text, 16, '0'), '' "
            "FROM entries"
        )
        states = [FetchState(url=f"https://{name}.example/feed", title=_title(at), last_checked=NOW)
                  for at, name in enumerate(names)]  # fmt: skip
        _copy(db, "states", ((name, one.title, text_onto("", one)) for name, one in zip(names, states, strict=True)))
        for curator, before in zip(CURATORS, (MONTH, "9999-12"), strict=True):
            db.execute(
                "INSERT INTO marks SELECT %s, id, month, TRUE FROM entries "
                "WHERE old = 0 AND month < %s AND number %% %s <> 7",
                (curator, before, max(entries // 40, 10)),
            )
        db.execute("INSERT INTO tallies SELECT feed_id, count(*), sum(1 - old) FROM entries GROUP BY feed_id")
        db.execute(
            "INSERT INTO read_tallies SELECT m.curator, e.feed_id, -count(*) FROM marks m "
            "JOIN entries e ON e.id = m.entry_id GROUP BY m.curator, e.feed_id"
        )
        db.execute("SELECT setval(pg_get_serial_sequence('entries', 'number'), %s)", (entries,))
        for _, definition in indexes:
            db.execute(definition)
        db.execute(FILL_BIGRAMS.replace("digest.", f"{schema}."))  # as `digest library upgrade` fills it
        db.execute(TRIGRAM_INDEX.replace("digest.", f"{schema}."))
        db.execute("VACUUM ANALYZE entries, searched, bigrams, content, seen, states, marks, tallies, read_tallies")
    for number in range(20):
        store.add_pick(a_pick(number, MONTH), NOW)


def _connected(address: str) -> Any:
    """A connection beside the Store, to the same tables."""
    import psycopg

    db = psycopg.connect(postgresql.without_schema(address), autocommit=True)
    db.execute(f"SET search_path = {postgresql.schema_of(address)}, public")
    return db


def _copy(db: Any, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with db.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _feed(number: int, name: str) -> Feed:
    return Feed(name, f"https://{name}.example/feed", title=_title(number), added=NOW - timedelta(days=_DAYS))


def _title(number: int) -> str:
    return f"Blog {number} {_VOCABULARY[number % len(_VOCABULARY)].title()}"


def _rows(entries: int, names: list[str]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Entries and their folded words, the oldest entry first, which has the smallest number."""
    dice = random.Random("entries")
    step = timedelta(days=_DAYS) / entries
    for number in range(1, entries + 1):
        feed_id = names[number % len(names)]
        when = NOW - step * (entries - number)
        title = f"Beitrag {number} {' '.join(dice.choices(_VOCABULARY, k=5))}"
        title += f" {RARE}" * (number % 10_000 == 77) + f" {SOLE} {PAIR}" * (number == entries // 3)
        summary = " ".join(dice.choices(_VOCABULARY, k=dice.randint(10, 50))) + " Über Krise" * (dice.random() < 0.1)
        url = f"https://{feed_id}.example/{number}/{title[:40].replace(' ', '-')}"
        identity = entry_id(feed_id, url, "", "", None)
        moment = int(when.timestamp() * 1_000_000)
        entry = (
            number, identity, feed_id, f"{when:%Y-%m}", moment, moment, 0, int(number <= _OLD * len(names)), moment,
            url, title, url, "Zoë Öztürk", "de", url, "[]", summary,
        )  # fmt: skip
        yield entry, (number, *folded((title, summary, "Zoë Öztürk")))


class Curator:
    """An interface that is open, and others that begin."""

    def __init__(self, proxy: Proxy, folder: Path, name: str) -> None:
        self.environ = {
            "HOME": str(folder), "DIGEST_LIBRARY": proxy.address, "DIGEST_CURATOR": name,
            "DIGEST_CONFIG": str(folder / "none.toml"), "DIGEST_NOW": NOW.isoformat(),
        }  # fmt: skip
        self.library = Library(self.environ)
        self.rows = self.library.store.entries(EntryQuery(unread=True, muted=False, limit=200)).rows
        self.inbox()
        self.library.store.places()
        self.number = 0

    def pick(self) -> None:
        self.number += 1
        self.library.actions.picks.pick(self.rows[self.number].entry, MONTH, "Krise")

    def keep(self) -> None:
        """What a key waits for before an entry is picked, without what is shown after it."""
        self.number += 1
        with self.library.store.moment():
            self.library.store.picks(MONTH)
            self.library.store.add_pick(a_pick(1000 + self.number), NOW)

    def comment(self) -> None:
        self.number += 1
        pick = self.library.store.picks(MONTH)[3]
        self.library.store.change_pick(pick.id, {"comment": f"Kommentar {self.number}."}, NOW, version=pick.version)

    def mark(self) -> None:
        self.number += 1
        self.library.store.mark([self.rows[self.number].entry], read=True)

    def mark_as_unread(self) -> None:
        """The same entry, read or unread again."""
        row = self.library.store.entry(self.rows[0].entry.id)
        self.library.store.mark([row.entry], read=not row.read)

    def inbox(self) -> None:
        self.library.views.overview(MONTH)
        self.library.reading.entries(EntryQuery(unread=True, muted=False, limit=50), MONTH)

    def month(self) -> None:
        self.library.reading.entries(EntryQuery(month=MONTH, limit=50), MONTH)

    def opened(self) -> None:
        """The inbox of an interface that has just begun."""
        library = Library(self.environ)
        library.views.overview(MONTH)
        library.reading.entries(EntryQuery(unread=True, muted=False, limit=50), MONTH)
        library.close()

    def hits(self, words: str) -> None:
        """A screenful, and how many there are."""
        self.library.store.entries(EntryQuery(search=words, limit=40))

    def search(self, words: str) -> None:
        """Until the first rows are there, or nothing is found."""
        any(rows[:40] for rows in self.library.store.search(words))


def measured(
    proxy: Proxy,
    name: str,
    act: Callable[[], object],
    goal: float,
    times: int = 7,
    after: Callable[[], object] = lambda: None,
) -> Measured:
    """Measure an act so many times; what is done `after` each is not measured.

    Garbage is collected between them, as the interface does (`tui/shell/gc_pauses.py`).
    """
    act()
    after()
    taken = []
    for _ in range(times):
        gc.collect()
        before = proxy.round_trips
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
        found = Measured(name, statistics.median(taken), max(taken), proxy.round_trips - before, goal)
        after()
    return found


def measure(proxy: Proxy, folder: Path) -> Iterator[Measured]:
    """All acts of the issue."""
    one, other = (Curator(proxy, folder, name) for name in CURATORS)

    def marked_and(act: Callable[[], object]) -> Callable[[], object]:
        return lambda: (one.mark(), act())

    def marked_again(curator: Curator) -> Callable[[], object]:
        return lambda: (curator.mark_as_unread(), curator.inbox())

    yield measured(proxy, "pick, until it is kept", one.keep, 60, after=one.library.store.places)
    yield measured(proxy, "pick, marked as read, shown", one.pick, 150)
    yield measured(proxy, "comment (listing the picks before it)", one.comment, 60)
    yield measured(proxy, "mark as read", one.mark, 60)
    yield measured(proxy, "inbox with all counts", one.inbox, 300)
    yield measured(proxy, "inbox with all counts, a mark before it", marked_and(one.inbox), 300)
    yield measured(proxy, "inbox of one who has read nearly all", marked_again(other), 300)
    yield measured(proxy, "month", one.month, 300)
    yield measured(proxy, "inbox of an interface that begins", one.opened, 300, times=3)
    for words in (COMMON, USUAL, RARE, SOLE, NOWHERE, "ka", PAIR, "qx", f"{COMMON} {RARE}", "über"):
        yield measured(proxy, f"search: {words}", lambda words=words: one.search(words), 150)  # type: ignore[misc]
    for words in (RARE, SOLE, NOWHERE):
        yield measured(proxy, f"all hits, counted: {words}", lambda words=words: one.hits(words), 300)  # type: ignore[misc]
    yield _seen_by(one, other, proxy)
    one.library.close()


def _seen_by(one: Curator, other: Curator, proxy: Proxy) -> Measured:
    """Until a colleague's interface has heard of a pick and has it."""
    heard = threading.Event()
    stop = other.library.store.listen(heard.set)
    time.sleep(1)
    taken = []
    for _ in range(5):
        heard.clear()
        began = time.perf_counter()
        one.pick()
        heard.wait(5)
        before = proxy.round_trips
        other.library.store.picks(MONTH)
        taken.append((time.perf_counter() - began) * 1000)
    stop()
    other.library.close()
    return Measured("a colleague's pick seen", statistics.median(taken), max(taken), proxy.round_trips - before, 1000)


def sizes(address: str) -> Iterator[str]:
    """Each table and index, the largest first."""
    import psycopg

    with psycopg.connect(postgresql.without_schema(address)) as db:
        rows = db.execute(
            "SELECT c.relname, c.relkind, CASE c.relkind WHEN 'r' THEN pg_table_size(c.oid) "
            "ELSE pg_relation_size(c.oid) END AS size FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'digest' AND c.relkind IN ('r', 'i') ORDER BY size DESC"
        ).fetchall()
    for name, kind, size in rows:
        if size > 1_000_000:
            yield f"{'table' if kind in ('r', b'r') else 'index'} {name:24} {size / 1e6:8.0f} MB"
    yield f"{'all':30} {sum(row[2] for row in rows) / 1e6:8.0f} MB"


def main(arguments: list[str]) -> int:
    entries, feeds = map(int, arguments) if arguments else (2_000_000, 10_000)
    with tempfile.TemporaryDirectory(prefix="digest-scale-") as folder, postgresql.OwnServer() as server:
        address = server.library_address()
        began = time.monotonic()
        store = open_store(address, lambda: NOW)
        fill(store, address, entries, feeds)
        store.close()
        print(f"{entries} entries of {feeds} feeds filled in {time.monotonic() - began:.0f} s")
        print(*sizes(address), sep="\n", flush=True)
        gc.disable()
        with Proxy(address, LATENCY) as proxy:
            found = []
            for one in measure(proxy, Path(folder)):
                print(one, flush=True)
                found.append(one)
    return int(any(one.median > one.goal for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
