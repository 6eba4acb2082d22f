"""What a change of the library costs, beside writing the same bytes safely without any library.

    python benchmarks/library.py [MONTHS]

With MONTHS (60, say) so many months of 2,000 entries each are put on the disk first: no cost may grow with them.
Needs the checkout; writes to a temporary folder on the disk that TMPDIR names.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.domain.edition import Pick
from digest.domain.entry import Entry, entry_id
from digest.domain.feed import Feed, FetchState
from digest.domain.month import previous_month
from digest.domain.query import EntryQuery, Seen
from digest.storage.store import FeedRefresh
from digest.storage.tinydb.store import TinyStore

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MONTH = "2026-11"
FEEDS = 40
SUMMARY = "Die Öffentlichkeitsarbeit großer Häuser ändert sich: Wer über Krisen redet, braucht künftig mehr. " * 3
TIMES = 30


def entries(feed_id: str, month: str, numbers: range) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            id=entry_id(feed_id, f"{month}-{number}", "", "", None), feed_id=feed_id, month=month,
            title=f"Beitrag {number} der Öffentlichkeitsarbeit", url=f"https://{feed_id}.example/{month}/{number}",
            canonical_url=f"https://{feed_id}.example/{month}/{number}", first_seen=NOW,
            published=NOW - timedelta(minutes=number), summary=SUMMARY, guid=f"{month}-{number}", author="Zoë Öztürk",
        )
        for number in numbers
    )  # fmt: skip


def refresh(feed_id: str, new: tuple[Entry, ...], moment: datetime) -> FeedRefresh:
    state = FetchState(url=f"https://{feed_id}.example/", last_checked=moment, body_hash=moment.isoformat())
    seen = tuple(Seen(entry.id, entry.guid, entry.canonical_url, entry.month, "0" * 16) for entry in new)
    return FeedRefresh(feed_id, state, new, {entry.id: f"<p>{SUMMARY}</p>" for entry in new}, seen)


def a_pick(number: int) -> Pick:
    """Ten for each edition, as a curator of some years has them."""
    url = f"https://seite.example/{number}"
    edition_id = f"{2026 - number // 120}-{12 - number // 10 % 12:02d}"
    return Pick(f"p{number:06x}", edition_id, "Strategie", f"Seite {number}", url, url, comment=SUMMARY)


def median_ms(act: Callable[[int], object]) -> float:
    taken = []
    for number in range(TIMES):
        begun = time.perf_counter()
        act(number)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def bare_write(path: Path) -> Callable[[int], None]:
    """Write the file's bytes to a temporary file, fsync, rename, fsync the folder: what no library can go below."""
    data = path.read_bytes()

    def act(_: int) -> None:
        temporary = path.with_suffix(".bare")
        fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(fd, data)
        os.fsync(fd)
        os.close(fd)
        temporary.replace(path.with_suffix(".written"))
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    return act


def tell(what: str, ours: float, bare: float | None = None) -> None:
    beside = f"{bare:8.2f} ms bare" if bare is not None else ""
    print(f"{what:58}{ours:8.2f} ms{beside}")


def main(months: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="digest-benchmark-")) / "library"
    store = TinyStore(folder, lambda: NOW)
    store.add_feeds([Feed(f"f{number}", f"https://f{number}.example/feed", added=NOW) for number in range(FEEDS)])
    month = MONTH
    for _ in range(max(months, 1)):
        store.apply_refresh(
            [refresh(f"f{n}", entries(f"f{n}", month, range(2000 // FEEDS)), NOW) for n in range(FEEDS)]
        )
        month = previous_month(month)
    print(f"{max(months, 1)} months of 2,000 entries\n")
    store = TinyStore(folder, lambda: NOW)

    for count in (10, 600):
        for number in range(len(store.find_picks("")), count):
            store.add_pick(a_pick(number), NOW)
        cost = median_ms(lambda number: store.change_pick("p000003", {"comment": f"{number} {SUMMARY}"}, NOW))
        tell(f"comment, {count} picks", cost, median_ms(bare_write(folder / "editions.json")))

    shown = store.entries(EntryQuery(month=MONTH)).rows
    store.mark([row.entry for row in shown], read=False)
    cost = median_ms(lambda number: store.mark([shown[number].entry], read=True))
    tell("mark, 2,000 entries and marks in the month", cost, median_ms(bare_write(folder / "state" / f"{MONTH}.json")))

    def bring(number: int) -> None:
        new = entries("f1", MONTH, range(10_000 + number * 3, 10_003 + number * 3))
        store.apply_refresh([refresh("f1", new, NOW + timedelta(minutes=number))])

    cost = median_ms(bring)
    names = (f"content/{MONTH}/f1.json", f"entries/{MONTH}.json", "seen/f1.json", "fetch.json")
    tell("refresh, 3 new entries", cost, sum(median_ms(bare_write(folder / name)) for name in names))
    quiet = replace(refresh("f1", (), NOW), entries=())
    cost = median_ms(
        lambda number: store.apply_refresh([replace(quiet, state=replace(quiet.state, errors=number + 1))])
    )
    tell("refresh, nothing new", cost, median_ms(bare_write(folder / "fetch.json")))

    tell("list, 50 of a month", median_ms(lambda _: store.entries(EntryQuery(month=MONTH, limit=50))))
    tell("list, 50 unread of all months", median_ms(lambda _: store.entries(EntryQuery(unread=True, limit=50))))
    tell("search a month", median_ms(lambda _: store.entries(EntryQuery(month=MONTH, search="kuenftig x", limit=50))))
    tell("counts of all feeds", median_ms(lambda _: store.feed_counts()))
    tell("has anything changed?", median_ms(lambda _: store.stamp()))
    tell("open, 50 of a month", median_ms(
        lambda _: TinyStore(folder, lambda: NOW).entries(EntryQuery(month=MONTH, limit=50))
    ))  # fmt: skip

    def open_and_mark(number: int) -> None:
        TinyStore(folder, lambda: NOW).mark([shown[number + 100].entry], read=True)

    tell("open, mark one", median_ms(open_and_mark))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
