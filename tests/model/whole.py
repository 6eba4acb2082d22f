"""What a library in memory holds, and what concerns all of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from threading import Lock, RLock
from typing import Any, TypeVar
from uuid import uuid4
from weakref import finalize

from digest.domain.curator import Curator
from digest.domain.edition import Edition, Pick
from digest.domain.entry import PAGES, Entry, Mark
from digest.domain.event import Event
from digest.domain.feed import Feed, FetchState
from digest.domain.library import Location, Sizes, Tidied, in_a_record, refuse_to_load
from digest.domain.muting import MutedWord
from digest.domain.note import Note
from digest.domain.problem import Problem
from digest.domain.query import LibraryStamp, Seen
from digest.domain.rules import Rule
from digest.domain.saved_search import SavedSearch
from digest.storage.draft_files import DraftFiles
from digest.storage.dump_format import Batch
from digest.storage.rules.history import records_of

T = TypeVar("T")


class WholeInMemory:
    """See `Store`; `MemoryStore` has the rest."""

    def __init__(self, curator: Curator | None = None) -> None:
        self.curator = curator or Curator("")
        self._lock = RLock()
        self._fetching = Lock()
        self._changes: Counter[str] = Counter()
        self._feeds: dict[str, Feed] = {}
        self._muted: dict[str, MutedWord] = {}
        self._rules: dict[str, Rule] = {}
        self._searches: dict[str, SavedSearch] = {}
        self._states: dict[str, FetchState] = {}
        self._seen: dict[str, dict[str, Seen]] = {}
        self._entries: dict[str, Entry] = {}
        self._content: dict[str, str] = {}
        self._marks: dict[str, Mark] = {}
        self._editions: dict[str, Edition] = {}
        self._picks: dict[str, Pick] = {}
        self._histories: dict[str, list[Event]] = {}
        self._notes: dict[str, Note] = {}
        self._curators: dict[str, Curator] = {}
        # An editor opens them, so that they are files here, too: in a folder that the first one makes.
        self._drafts = DraftFiles(Path(gettempdir()) / f"digest-drafts-{uuid4().hex}")
        finalize(self._drafts, rmtree, self._drafts.folder, ignore_errors=True)

    def moment(self) -> AbstractContextManager[None]:
        return nullcontext()

    def while_wanted(self, is_wanted: Callable[[], bool]) -> AbstractContextManager[None]:
        return nullcontext()

    def stamp(self) -> LibraryStamp:
        with self._lock:
            return LibraryStamp(dict(self._changes))

    def others_stamp(self) -> LibraryStamp:
        return LibraryStamp(dict.fromkeys(("entries", "state", "feeds")))  # it is nobody else's

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._lock:
            yield

    def check(self) -> Iterable[Problem]:
        return ()

    def repair(self, problem: Problem) -> bool:
        return False

    def tidy(self, before: str, *, dry_run: bool = False) -> Tidied:
        with self._lock:
            kept = {pick.entry_id for pick in self._picks.values()}
            kept |= {entry_id for entry_id, mark in self._marks.items() if mark.shortlisted}
            gone = {
                entry_id: len(html.encode())
                for entry_id, html in self._content.items()
                if self._entries[entry_id].month < before and entry_id not in kept
            }
            if not dry_run:
                for entry_id in gone:
                    del self._content[entry_id]
                self._changes["content"] += len(gone)
            return Tidied(len(gone), sum(gone.values()))

    def sizes(self) -> Sizes:
        return Sizes()

    def location(self) -> Location:
        return Location("memory")

    def drafts(self) -> DraftFiles:
        return self._drafts

    def dump(self, *, everybody: bool = False) -> Iterator[Batch]:
        with self._lock:
            yield Batch("states", "", {key: own_state(self._states[key]) for key in sorted(self._states)})
            yield Batch("feeds", "", {key: own_feed(feed) for key, feed in self._feeds.items()})
            yield Batch("muted", "", dict(sorted(self._muted.items())))
            yield Batch("rules", "", dict(sorted(self._rules.items())))
            yield Batch("searches", "", dict(sorted(self._searches.items())))
            yield Batch("editions", "", dict(sorted(self._editions.items())))
            picks = self._by({edition_id: {} for edition_id in self._editions}, self._picks, "edition_id")
            yield from self._batches("picks", picks)
            histories = {key: records_of(events) for key, events in self._histories.items()}
            for edition_id in sorted(histories):
                yield Batch("history", edition_id, histories[edition_id])
            yield Batch("notes", "", dict(sorted(self._notes.items())))
            yield Batch("curators", "", dict(sorted(self._curators.items())))
            yield from self._batches("seen", self._seen)
            yield from self._batches("marks", self._by_month(self._marks))
            yield from self._batches("content", self._by_month(self._content))
            yield from self._batches("entries", self._by({}, self._entries, "month"))

    def load(self, batches: Iterable[Batch]) -> None:
        with self._lock:
            if self._feeds or self._editions or self._picks or self._entries:
                raise refuse_to_load()
            places: dict[str, dict[str, Any]] = {
                "states": self._states, "feeds": self._feeds, "muted": self._muted, "rules": self._rules,
                "searches": self._searches,
                "marks": self._marks, "content": self._content, "entries": self._entries,
                "notes": self._notes, "curators": self._curators,
            }  # fmt: skip
            for batch in batches:
                if batch.kind == "seen":
                    self._seen[batch.key] = dict(batch.records)
                elif batch.kind == "picks":
                    moved = {key: replace(pick, edition_id=batch.key) for key, pick in batch.records.items()}
                    self._picks.update(moved)
                elif batch.kind == "history":
                    events = [*self._histories.get(batch.key, []), *batch.records.values()]
                    self._histories[batch.key] = sorted(events, key=lambda event: event.number)
                elif batch.kind == "editions":
                    self._editions.update({key: in_a_record(edition) for key, edition in batch.records.items()})
                else:
                    places[batch.kind].update(batch.records)
                self._changes[batch.kind] += 1
            records: dict[str, Any]
            for records in (self._content, self._marks):  # without its entry, either is nobody's here
                for entry_id in records.keys() - self._entries.keys():
                    del records[entry_id]

    def close(self) -> None:
        """Nothing is held open."""

    def forget_what_the_wire_brought(self, shortlisted: dict[str, Entry], read: dict[str, bool]) -> None:
        """As where an archive is lost.

        Pages stay, and entries on the shortlist as they were when they came there.
        Of the read marks those come back that were copied last, `read`.
        """
        pages = {entry_id: entry for entry_id, entry in self._entries.items() if entry.feed_id == PAGES}
        chosen = {entry_id: entry for entry_id, entry in shortlisted.items() if entry.feed_id != PAGES}
        self._entries = pages | chosen
        self._content.clear()
        self._states.clear()
        self._seen = {PAGES: {key: seen for key, seen in self._seen.get(PAGES, {}).items() if key in pages}}
        listed = {key for key, mark in self._marks.items() if mark.shortlisted}
        self._marks = {key: Mark(read.get(key), key in listed) for key in listed | read.keys()}

    def _set(self, part: str, records: dict[str, T], key: str, value: T) -> None:
        if records.get(key) != value:
            records[key] = value
            self._changes[part] += 1

    def _by_month(self, records: dict[str, Any]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for entry_id, value in records.items():
            found[self._entries[entry_id].month][entry_id] = value
        return found

    @staticmethod
    def _by(found: dict[str, dict[str, Any]], records: dict[str, Any], field: str) -> dict[str, dict[str, Any]]:
        for key, record in records.items():
            found.setdefault(getattr(record, field), {})[key] = record
        return found

    @staticmethod
    def _batches(kind: str, records: dict[str, dict[str, Any]]) -> Iterator[Batch]:
        for key in sorted(records):
            yield Batch(kind, key, dict(sorted(records[key].items())))


def own_feed(feed: Feed) -> Feed:
    """A copy whose attributes nobody else holds."""
    return replace(feed, attributes=dict(feed.attributes))


def own_state(state: FetchState) -> FetchState:
    """A copy whose failure nobody else holds."""
    if state.last_error is None:
        return state
    return replace(state, last_error=replace(state.last_error, detail=dict(state.last_error.detail)))
