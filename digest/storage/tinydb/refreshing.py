"""What a refresh leaves behind: bodies, entries, the feeds' memories, and the state of each feed, in that order.

The state with its validators comes last: cut off before, the next refresh asks the server again, brings the same
entries under the same ids, and writes what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from digest.domain.entry import PAGES, Entry
from digest.domain.errors import FetchRunning
from digest.domain.feed import FetchState
from digest.domain.message import msg
from digest.domain.month import is_month, previous_month
from digest.domain.query import Seen
from digest.storage.codec import onto
from digest.storage.rules.entries import first_sight_kept, no_entry
from digest.storage.store import FeedRefresh
from digest.storage.tinydb import trouble
from digest.storage.tinydb.disk import Disk, make_folders
from digest.storage.tinydb.feeds import FeedsPart
from digest.storage.tinydb.index import MonthIndex, States
from digest.storage.tinydb.memories import FeedMemory, Records
from digest.storage.tinydb.shards import Shards

# Files that are written at a time: their waits for the disk overlap, and the disk writes many at once.
_WRITERS = 8

#: What an entry's record leaves out, because its key and its file tell.
ENTRY_KEYS = ("id", "month")


@dataclass(frozen=True, slots=True)
class _Settled:
    """One feed's refresh with the month of every entry found; `memory` is to be kept, lost records mended."""

    feed_id: str
    entries: tuple[Entry, ...]
    content: Mapping[str, Mapping[str, str]]
    memory: tuple[Seen, ...]


class RefreshingPart(FeedsPart):
    """What refreshing asks and tells `Store`."""

    _shards: Shards
    _index: MonthIndex
    _disk: Disk

    @contextmanager
    def refresh_lock(self) -> Iterator[None]:
        path = self._shards.folder / "fetch.lock"
        try:
            make_folders(self._disk, path.parent)
            fd = self._disk.open_lock(path)
        except OSError as error:
            raise trouble.cannot_write(path, error) from error
        try:
            try:
                self._disk.lock(fd, wait=False)
            except BlockingIOError:
                raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished.")) from None
            except OSError as error:
                raise trouble.cannot_write(path, error) from error
            yield
        finally:
            self._disk.release(fd)

    def fetch_states(self) -> dict[str, FetchState]:
        shard = self._shards.fetch
        records = shard.table("states").records()
        return {feed_id: shard.decode_or_give_up(FetchState, feed_id, plain) for feed_id, plain in records.items()}

    def seen(self, feed_id: str, signs: Collection[str] | None = None) -> list[Seen]:
        memory = self._memory(feed_id)
        known = memory.whole() if signs is None else memory.of(signs)
        asked = known if signs is None else _with_signs(known, frozenset(signs))
        return [
            memory.shard_of(entry_id).decode_or_give_up(Seen, entry_id, known[entry_id], entry_id=entry_id)
            for entry_id in sorted(asked)
        ]

    def apply_refresh(self, batch: Sequence[FeedRefresh]) -> None:
        self.ensure_known(refresh.feed_id for refresh in batch)
        states = self._index.states()
        settled = [self._settled(refresh, states) for refresh in batch]
        _together(partial(self._keep_content, part.feed_id, part.content) for part in settled if part.content)
        self._keep_entries(entry for part in settled for entry in part.entries)
        _together(partial(self._memory(part.feed_id).keep, part.memory) for part in settled if part.memory)
        if moved := {refresh.feed_id: refresh.moved_to for refresh in batch if refresh.moved_to}:
            self.move(moved)
        if batch:
            self._keep_states({refresh.feed_id: refresh.state for refresh in batch})

    def add_page(self, entry: Entry, content: str = "") -> Entry:
        # The entry is the last to be written, and its file's lock is held all the while: until then the page is not
        # there, whatever is left of its body and its place in the memory.
        entry = replace(entry, feed_id=PAGES)
        shard = self._shards.entries(entry.month)
        with shard.transaction():
            if known := self._known_page(entry):
                return known
            self._keep_content(PAGES, {entry.month: {entry.id: content}})
            self._memory(PAGES).keep([Seen(entry.id, entry.guid, entry.canonical_url, entry.month, "")])
            shard.table("entries").put({entry.id: onto(None, entry, *ENTRY_KEYS)})
        return entry

    def remove_page(self, page: Entry) -> None:
        # The entry is the first to go: what a crash leaves of its body and in the memory is nobody's, and is written
        # over when the page is added again.
        shard = self._shards.entries(page.month)
        with shard.transaction():
            table = shard.table("entries")
            if (table.find(page.id) or {}).get("feed_id") != PAGES:
                raise no_entry(page.id)
            table.discard([page.id])
            self._keep_content(PAGES, {page.month: {page.id: ""}})
            self._memory(PAGES).forget(page.id)

    def _known_page(self, entry: Entry) -> Entry | None:
        memory = self._memory(PAGES).of([entry.id, entry.canonical_url])
        places = [
            (plain.get("month", ""), entry_id)
            for entry_id, plain in memory.items()
            if entry.canonical_url and plain.get("canonical_url") == entry.canonical_url
        ]
        if month := self._month_of_known(entry, memory, self._index.states()):
            places.append((month, entry.id))
        for month, entry_id in places:
            shard = self._shards.entries(month)
            if plain := shard.table("entries").find(entry_id):
                return shard.decode(Entry, entry_id, plain, id=entry_id, month=month)
        return None

    def _settled(self, refresh: FeedRefresh, states: States) -> _Settled:
        """Find the month of everything before anything is written."""
        if not (refresh.entries or refresh.seen or refresh.content):
            return _Settled(refresh.feed_id, (), {}, ())
        named = {*refresh.content, *(seen.entry_id for seen in refresh.seen)}
        memory = self._memory(refresh.feed_id).of({*named, *(entry.id for entry in refresh.entries)})
        months = {entry_id: str(memory[entry_id].get("month", "")) for entry_id in named if entry_id in memory}
        for entry in refresh.entries:
            months[entry.id] = self._month_of_known(entry, memory, states) or entry.month
        content: dict[str, dict[str, str]] = defaultdict(dict)
        for entry_id, html in refresh.content.items():
            if entry_id not in months:
                raise ValueError(f"content of an unknown entry: {entry_id!r}")
            content[months[entry_id]][entry_id] = html
        return _Settled(
            refresh.feed_id,
            tuple(replace(entry, month=months[entry.id]) for entry in refresh.entries),
            content,
            tuple(replace(seen, month=months.get(seen.entry_id, seen.month)) for seen in refresh.seen),
        )

    def _month_of_known(self, entry: Entry, memory: Records, states: States) -> str | None:
        """Where the entry stands already; None if it is new.

        The month before is looked into as well: a refresh that died around midnight may have kept the entry
        there, and not come to remember it.
        """
        months = {previous_month(entry.month), entry.month}
        if is_month(month := str(memory.get(entry.id, {}).get("month", ""))):
            months.add(month)
        at_hand = {entry.month, *states.months()[:1]}
        for month in sorted(months):
            if month in at_hand:
                found = entry.id in self._shards.entries(month).table("entries").records()
            else:
                found = f"\n{entry.id} ".encode() in self._index.ids(month, states)
            if found:
                return month
        return None

    def _keep_content(self, feed_id: str, months: Mapping[str, Mapping[str, str]]) -> None:
        for month, bodies in months.items():
            shard = self._shards.content(month, feed_id)
            table = shard.table("content")
            if not any(bodies.values()) and not bodies.keys() & table.records().keys():
                continue
            with shard.transaction():
                table.put({entry_id: {"html": html} for entry_id, html in bodies.items() if html})
                table.discard(entry_id for entry_id, html in bodies.items() if not html)

    def _keep_entries(self, entries: Iterator[Entry]) -> None:
        by_month: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_month[entry.month].append(entry)
        for month, together in by_month.items():
            shard = self._shards.entries(month)
            with shard.transaction():
                table = shard.table("entries")
                records = {}
                for entry in together:
                    plain = table.find(entry.id)
                    if plain is not None:
                        known = shard.decode(Entry, entry.id, plain, id=entry.id, month=month)
                        entry = first_sight_kept(known, entry)
                    records[entry.id] = onto(plain, entry, *ENTRY_KEYS)
                table.put(records)

    def _keep_states(self, states: Mapping[str, FetchState]) -> None:
        shard = self._shards.fetch
        with shard.transaction():
            table = shard.table("states")
            table.put({feed_id: onto(table.find(feed_id), state) for feed_id, state in states.items()})

    def _memory(self, feed_id: str) -> FeedMemory:
        return FeedMemory(self._shards, feed_id, self._memory_from_entries)

    def _memory_from_entries(self, feed_id: str) -> Records:
        """What the feed has shown, as far as entries tell.

        Only months that have some of the feed are read: a new feed has none.
        """
        found: dict[str, Mapping[str, Any]] = {}
        states = self._index.states()
        for month in reversed(states.months()):
            if feed_id not in self._index.summary(month, states).counts:
                continue
            for entry_id, plain in self._shards.entries(month).table("entries").records().items():
                if plain.get("feed_id") == feed_id and entry_id not in found:
                    names = ("guid", "canonical_url")
                    found[entry_id] = {"month": month, "print": "", **{name: plain.get(name, "") for name in names}}
        return found


def _with_signs(memory: Records, signs: frozenset[str]) -> list[str]:
    """As `rules.entries.has_sign`, in one pass: a feed remembers thousands."""
    return [
        entry_id
        for entry_id, plain in memory.items()
        if (guid := plain.get("guid")) in signs
        or (url := plain.get("canonical_url")) in signs
        or entry_id in signs
        or not (guid or url)
    ]


def _together(works: Iterable[Callable[[], None]]) -> None:
    """Do all of them, each on files of its own, and wait for the last; then the first error is raised, if any."""
    waiting = list(works)
    if len(waiting) < 2:
        for work in waiting:
            work()
        return
    with ThreadPoolExecutor(_WRITERS, thread_name_prefix="write") as writers:
        done = [writers.submit(work) for work in waiting]
    for each in done:
        each.result()
