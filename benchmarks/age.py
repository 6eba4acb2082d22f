"""What the years cost: the same acts on a young library and on one of 60 months.

`library.py` lets them take turns, each in a process of its own (`library_acts.py`).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.bootstrap import Library
from digest.domain.edition import Frozen, Pick
from digest.domain.entry import Entry, entry_id
from digest.domain.feed import Feed, FetchState
from digest.domain.month import previous_month
from digest.domain.query import EntryQuery, Seen
from digest.feeds.merge import merge, possible_keys
from digest.feeds.parsed import ParsedEntry, ParsedFeed
from digest.storage.local import LocalStore
from digest.storage.store import FeedRefresh

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MONTH = "2026-11"
FEEDS = 60
ENTRIES = 2000
PICKS = 10
SUMMARY = "Die Öffentlichkeitsarbeit großer Häuser ändert sich: Wer über Krisen redet, braucht künftig mehr. " * 3
COMMENT = "Überaus wahr, kompakt zusammengefasst und mit [Quelle](https://quelle.example/{0}) belegt. " * 4


def entry(feed_id: str, month: str, number: int) -> Entry:
    first_seen = datetime(int(month[:4]), int(month[5:]), 1 + number % 21, 6, number % 60, tzinfo=UTC)
    url = f"https://{feed_id}.example/{month}/beitrag-{number}"
    return Entry(
        id=entry_id(feed_id, url, "", "", None), feed_id=feed_id, month=month, title=f"Beitrag {number} aus {month}",
        url=url, canonical_url=url, first_seen=first_seen, published=first_seen - timedelta(minutes=number), guid=url,
        summary=SUMMARY + ("Kugelschreiberfabrik" if number == 7 else ""), author="Zoë Öztürk",
    )  # fmt: skip


def refresh(feed_id: str, entries: list[Entry], moment: datetime) -> FeedRefresh:
    state = FetchState(url=f"https://{feed_id}.example/", last_checked=moment, last_success=moment)
    seen = tuple(Seen(one.id, one.guid, one.canonical_url, one.month, "0" * 16) for one in entries)
    return FeedRefresh(feed_id, state, tuple(entries), {one.id: f"<p>{SUMMARY * 5}</p>" for one in entries}, seen)


def pick(month: str, number: int) -> Pick:
    url = f"https://seite.example/{month}/{number}"
    return Pick(
        f"{month[2:4]}{month[5:]}{number:04x}", month, ("Strategie", "Medienarbeit", "IK", "Krise")[number % 4],
        f"Seite {number}", url, url, comment=COMMENT.format(number), source="Blog",
        entry_id=entry("f1", month, number).id,
    )  # fmt: skip


def build(folder: Path, months: int) -> None:
    """A library with the present month and so many before it, each with its closed edition."""
    store = LocalStore(folder, lambda: NOW)
    store.add_feeds([Feed(f"f{number}", f"https://f{number}.example/feed", added=NOW) for number in range(FEEDS)])
    month = MONTH
    for age in range(months + 1):
        store.apply_refresh([
            refresh(f"f{feed}", [entry(f"f{feed}", month, number) for number in range(feed, ENTRIES, FEEDS)], NOW)
            for feed in range(FEEDS)
        ])  # fmt: skip
        for number in range(PICKS):
            store.add_pick(pick(month, number), NOW)
        if age:
            everything = store.entries(EntryQuery(month=month)).rows
            store.mark([row.entry for row in everything], read=True)
            frozen = Frozen(f"10 Lesetipps aus {month}", ("Strategie", "Medienarbeit", "IK", "Krise"), PICKS, "de")
            store.close_edition(month, frozen, NOW)
        month = previous_month(month)
    store.close()
    long_ago = time.time_ns() - 3_600_000_000_000
    for path in folder.rglob("*.json"):  # of what changed a moment ago nothing is remembered
        os.utime(path, ns=(long_ago, long_ago))


@dataclass
class AgedLibrary:
    """One library that is open, as a terminal that has been open for a while."""

    folder: Path
    months: int

    def __post_init__(self) -> None:
        self.environ = {
            "HOME": str(self.folder.parent),
            "DIGEST_LIBRARY": str(self.folder),
            "DIGEST_CONFIG": str(self.folder.parent / "none.toml"),
            "DIGEST_NOW": NOW.isoformat(),
        }
        self.library = Library(self.environ)
        self.serial = self.picked = self.marked = 0
        self.shown = self.library.store.entries(EntryQuery(month=MONTH, limit=500)).rows

    def fresh(self) -> Library:
        """The library opened anew, as every command does."""
        return Library(self.environ)

    # The acts. Each changes something really, and leaves the library as large as it was.

    def open_month(self) -> None:
        library = self.fresh()
        library.reading.entries(EntryQuery(month=MONTH, limit=50), MONTH)
        library.close()

    def open_inbox(self) -> None:
        library = self.fresh()
        library.views.overview(MONTH)
        library.reading.entries(EntryQuery(unread=True, limit=50), MONTH)
        library.close()

    def list_month(self) -> None:
        self.library.reading.entries(EntryQuery(month=MONTH, limit=50), MONTH)

    def list_inbox(self) -> None:
        self.library.views.overview(MONTH)
        self.library.reading.entries(EntryQuery(unread=True, limit=50), MONTH)

    def pick(self) -> None:
        """Picked, or dropped again where it was picked: the edition stays as small as it is."""
        self.picked += 1
        self.library.actions.picks.pick(
            self.shown[-1 - self.picked // 2 % 10].entry, MONTH, "Krise", shown_category="Krise"
        )

    def comment(self) -> None:
        self.serial += 1
        chosen = self.library.store.picks(MONTH)[3]
        self.library.actions.picks.change(chosen, {"comment": COMMENT.format(self.serial)})

    def category(self) -> None:
        self.serial += 1
        chosen = self.library.store.picks(MONTH)[4]
        self.library.actions.picks.change(chosen, {"category": ("Krise", "Strategie")[self.serial % 2]})

    def mark(self) -> None:
        """Read, or unread again: each time it is something else."""
        self.marked += 1
        row = self.shown[self.marked % 200]
        self.library.actions.marks.set([row.entry], read=row.read == bool(self.marked // 200 % 2))

    def command_pick(self) -> None:
        """What `digest pick ID` does, without starting Python."""
        library = self.fresh()
        self.picked += 1
        found = library.reading.find(self.shown[-self.picked].entry.id[:8])
        library.curation.pick_entry(found, MONTH, "Krise", {})
        library.close()

    def refresh(self) -> None:
        """60 feeds, 3 of which have something new: known again, merged, kept.

        Without what a run does while it waits for the first servers (`Store.merge_index`).
        """
        self.serial += 1
        moment = NOW + timedelta(minutes=self.serial)
        library = self.fresh()
        batch = []
        for number in range(FEEDS):
            state = FetchState(url=f"https://f{number}.example/", last_checked=moment, last_success=moment)
            feed_id = f"f{number}"
            if number % 20 == 0:
                parsed = self._parsed(feed_id)
                known = library.store.seen(feed_id, possible_keys(feed_id, parsed))
                brought = merge(feed_id, parsed, known, moment, MONTH, first=False)
                batch.append(FeedRefresh(feed_id, state, brought.entries, brought.content, brought.seen))
            else:
                batch.append(FeedRefresh(feed_id, state))
        library.store.apply_refresh(batch)
        library.close()

    def _parsed(self, feed_id: str) -> ParsedFeed:
        """The feed's 19 last entries, and one that says something else each time."""
        known = [entry(feed_id, MONTH, number) for number in range(int(feed_id[1:]), 19 * FEEDS, FEEDS)]
        texts = [self.serial, *(0 for _ in known[1:])]
        entries = (
            ParsedEntry(
                one.guid, f"{one.title} {text}", one.url, one.canonical_url, one.published, "", "", one.summary,
                f"<p>{SUMMARY * 5}{text}</p>", (),
            )
            for one, text in zip(known, texts, strict=True)
        )  # fmt: skip
        return ParsedFeed("Blog", "", "", tuple(entries))

    def export(self) -> None:
        library = self.fresh()
        library.exports.render(MONTH, "html")
        library.close()


def most_memory() -> int:
    """The most memory that this process has ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what `getrusage` tells begins with what the parent held when it started this one
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)
