"""The archive: entries with texts and read marks, what feeds have shown, fetch states.

One file, one kind of question each: `lists` asks, `writing` changes, `search` finds words, `sqlite` is the
engine. Whether something is due is asked every few minutes: the modules it does not need are imported at first use.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, TypeVar

from digest.domain.entry import PAGES, Entry
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import Message, msg
from digest.storage.files.engine.disk import Stays, unlocked
from digest.storage.rules.entries import no_entry
from digest.storage.sql.archive_file import examined, may_be_written
from digest.storage.sql.records import LISTED, SEEN, SEEN_TYPES, as_list, bindable, sensible, states_of, unpacked
from digest.storage.sql.schema import VERSION
from digest.storage.sql.sharing import OwnChanges, count, name_of, numbers
from digest.storage.sql.sqlite import Database

if TYPE_CHECKING:
    from digest.domain.feed import FetchState
    from digest.domain.library import Tidied
    from digest.domain.query import Seen
    from digest.storage.sql.lists import ArchiveLists
    from digest.storage.store import FeedRefresh

T = TypeVar("T")
#: Of the feed ?1, what shares one of the signs in the list ?2. The indexes are named, for SQLite would go through all
#: that the feed has ever shown.
SEEN_BY_SIGNS = (
    " UNION ".join(
        f"SELECT {SEEN} FROM seen {index} WHERE feed_id = ?1 AND {sign}"
        for index, sign in (
            ("", "entry_id IN (SELECT value FROM json_each(?2))"),
            ("INDEXED BY seen_of_guid", "guid <> canonical_url AND guid IN (SELECT value FROM json_each(?2))"),
            ("INDEXED BY seen_of_page", "canonical_url IN (SELECT value FROM json_each(?2))"),
            ("INDEXED BY seen_of_page", "canonical_url = '' AND guid = ''"),
        )
    )
    + " ORDER BY entry_id"
)
_FORGET_PAGES = "DELETE FROM archive WHERE name = 'pages'"
#: Seconds for which one transaction of a refresh goes on if nobody waits: pages that several feeds change are written
#: once. With more, committing takes the longest, which nobody can interrupt. As long as nobody comes it is so many
#: times as long, and so many feeds and entries go through the same statements, with each of which FTS5 begins another
#: part of the index of words: that costs a third less.
_STEP_SECONDS, _ALONE, _ALONE_ROWS = 0.03, 10, 400
#: Each step with new words adds a part to their index, and what is asked is looked for in all parts. FTS5 by itself
#: would at times merge many pages: here it is told how many, after so many steps, and while a refresh waits for the
#: first servers. 100 pages take 10 ms.
_MERGE = "INSERT INTO search (search, rank) VALUES ('merge', ?)"
_MERGED, _MERGED_AFTER = 100, 4
#: Texts that go in one transaction.
_MANY = 500
#: What `stamp` tells of, and what is counted in the table `changes`.
PARTS = ("entries", "state", "seen", "content", "fetch")


class Archive:
    """The archive in the file at `path`.

    `begun` is called inside the transaction that makes a new one. `tell` hears of damage, after which the archive is
    begun anew; without it that raises LibraryDamaged, once. `stays` keeps the library in its place during a change.
    `on_progress` is told of a change to today's version in percent.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        tell: Callable[[LibraryDamaged], None] | None = None,
        begun: Callable[[Connection], None] = lambda _: None,
        stays: Stays = unlocked,
        on_progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._begun = begun
        self._own = OwnChanges()
        self._steps = 0
        #: See `_STEP_SECONDS`.
        self.step_seconds, self.rows_alone = _STEP_SECONDS, _ALONE_ROWS
        self.database = Database(path, clock, self._begin, tell, stays, on_progress=on_progress)

    @property
    def file(self) -> tuple[int, int] | None:
        """The identity of the file; None if there is none yet."""
        return self.database.file

    def close(self) -> None:
        self.database.close()

    def stamp(self) -> dict[str, object]:
        """By part what differs whenever it was changed; of another archive all differ."""

        name, found = self.database.ask(_counted)
        return {part: (name if number else "", number) for part, number in found.items()}

    def others_stamp(self) -> dict[str, object]:
        """The same without the changes that were made by this object."""
        return self._own.by_others(*self.database.ask(_counted))

    def _begin(self, db: Connection) -> None:
        """A new archive is being made; what it holds from the beginning is no change by others."""
        self._begun(db)
        self._own.remember(name_of(db), {}, numbers(db))

    def _change(self, act: Callable[[Connection], T], *, fills: bool = False, synced: bool = True) -> T:
        """As `Database.change` or `fill`, remembered as a change of our own."""
        remembered: list[tuple[str, dict[str, int]]] = []

        def change(db: Connection) -> T:
            name, before = name_of(db), numbers(db)
            result = act(db)
            if numbers(db) != before:
                count(db, name)  # by which a log is known to follow the archive (`archive_log.py`)
            remembered[:] = [(name, before)]
            self._own.remember(name, before, numbers(db))
            return result

        try:
            return self.database.fill(change, synced=synced) if fills else self.database.change(change)
        except BaseException:
            for name, before in remembered:  # could not be committed
                self._own.forget(name, before)
            raise

    @cached_property
    def lists(self) -> ArchiveLists:
        """What is asked about entries."""
        from digest.storage.sql.lists import ArchiveLists

        return ArchiveLists(self.database)

    def _step(self, act: Callable[[Connection], T], merged: int, *, synced: bool = True, words: bool = True) -> T:
        """One of many that fill the archive; between those with new `words` pages are `merged`."""
        result = self._change(act, fills=True, synced=synced)
        self._steps += words
        if self._steps >= _MERGED_AFTER:
            self._steps = 0  # can be done again: no disk is waited for
            self.database.fill(lambda db: db.execute(_MERGE, (merged,)), synced=False)
        return result

    # Entries

    def content(self, entry_id: str) -> str:
        """The text of an entry; empty if there is none."""
        asked = "SELECT size, html FROM content WHERE entry_id = ?"

        def text(db: Connection) -> str:
            row = db.execute(asked, (entry_id,)).fetchone()
            return unpacked(*row) if row else ""

        return self.database.ask(text)

    def keep_content(self, entry_id: str, html: str) -> None:
        """Replace the text of an entry. Raises NotFound."""
        from digest.storage.sql import writing

        def change(db: Connection) -> None:
            if not writing.known_entries(db, [entry_id]):
                raise no_entry(entry_id)
            writing.put_content(db, {entry_id: html})

        self._change(change)

    def mark(self, ids: Collection[str], read: bool) -> None:
        """Mark entries as read or not, all of them or none. Raises NotFound."""
        from digest.storage.sql import writing

        def change(db: Connection) -> None:
            rows = dict(db.execute(f"SELECT id, month FROM entries WHERE id {LISTED}", (as_list(ids),)))
            if unknown := [entry_id for entry_id in ids if entry_id not in rows]:
                raise no_entry(unknown[0])
            writing.put_marks(db, {entry_id: (month, read) for entry_id, month in rows.items()})

        self._change(change)

    def marks(self) -> list[tuple[str, str, bool]]:
        """See `dumping.marks`."""
        from digest.storage.sql import dumping

        return self.database.ask(dumping.marks)

    # Refreshing

    def states(self) -> dict[str, FetchState]:
        """The state of each feed. Damage is raised once; the caller says what it means."""
        asked = "SELECT feed_id, state FROM states ORDER BY feed_id"
        return self.database.ask(lambda db: states_of(sensible(db.execute(asked), str, str)), told=False)

    def seen(self, feed_id: str, signs: Collection[str] | None) -> list[Seen]:
        from digest.domain.query import Seen

        asked, values = f"SELECT {SEEN} FROM seen WHERE feed_id = ?1 ORDER BY entry_id", [feed_id]
        if signs is not None:
            asked, values = SEEN_BY_SIGNS, [feed_id, as_list(sign for sign in signs if sign)]
        rows = self.database.ask(lambda db: sensible(db.execute(asked, values), *SEEN_TYPES), told=False)
        return [Seen(*row) for row in rows]

    def titles(self) -> dict[str, str]:
        """By feed the title that it gives itself."""
        asked = (
            "SELECT feed_id, json_extract(state, '$.title') FROM states "
            "WHERE json_valid(state) AND json_type(state, '$.title') = 'text'"
        )
        return dict(self.database.ask(lambda db: sensible(db.execute(asked), str, str)))

    def apply_refresh(self, batch: Sequence[FeedRefresh]) -> None:
        """Keep what refreshing brought, feed by feed: each with its state in one transaction.

        A transaction takes in as many feeds as there is time for, or ends as soon as somebody waits for another change.
        If somebody has lately, it is short, and only the last one, with as many feeds as the one before took in or
        less, makes all of them durable; else each does, and feeds are not kept one by one.
        """
        from digest.storage.sql import writing

        turns, at, done = self.database.turns, 0, 1

        def some(end: int, seconds: float, rows: int, db: Connection) -> int:
            until, place = time.monotonic() + seconds, at
            while place < end and not (place > at and (turns.others_wait() or time.monotonic() > until)):
                together = _together(batch[place:end], rows)
                writing.apply_refreshes(db, together)
                place += len(together)
            return place - at

        while at < len(batch):
            alone = not turns.others_waited()
            synced = alone or len(batch) - at <= done
            words = any(refresh.entries for refresh in batch[at:])
            end = len(batch) if synced else len(batch) - 1
            seconds, rows = (self.step_seconds * _ALONE, self.rows_alone) if alone else (self.step_seconds, 0)
            done = self._step(partial(some, end, seconds, rows), _MERGED, synced=synced, words=words)
            at += done

    def merge_index(self) -> None:
        self._note(_MERGE, _MERGED)

    # Pages that are added by address

    def put_entries(self, entries: Collection[Entry], bodies: Mapping[str, str]) -> None:
        """Add entries that people have chosen, with their texts; pages are remembered as shown, too."""
        from digest.domain.query import Seen
        from digest.storage.sql import writing

        def change(db: Connection) -> None:
            writing.put_entries(db, entries)
            writing.put_content(db, bodies)
            pages = [entry for entry in entries if entry.feed_id == PAGES]
            if pages:
                db.execute(_FORGET_PAGES)
            writing.put_seen(db, PAGES, [Seen(one.id, one.guid, one.canonical_url, one.month, "") for one in pages])

        self._change(change)

    def remove_pages(self, ids: Collection[str]) -> None:
        """Take pages out; their read marks wait for their coming back."""
        from digest.storage.sql import writing

        def change(db: Connection) -> None:
            db.execute(_FORGET_PAGES)
            writing.remove_entries(db, ids)
            gone = db.execute(f"DELETE FROM seen WHERE feed_id = ? AND entry_id {LISTED}", (PAGES, as_list(ids)))
            if gone.rowcount:
                count(db, "seen")

        self._change(change)

    def page_ids(self) -> set[str]:
        """The pages that are here."""
        asked = "SELECT id FROM entries WHERE feed_id = ?"
        return {row[0] for row in self.database.ask(lambda db: db.execute(asked, (PAGES,)).fetchall())}

    def pages_mark(self) -> str:
        """The state of the pages' file whose pages are all here, by `note_pages`; or empty."""
        return self._noted("pages")

    def note_pages(self, mark: str) -> None:
        """Note that the archive has the pages of the file in this state, unless somebody is writing."""
        if mark:
            self._note("INSERT OR REPLACE INTO archive VALUES ('pages', ?)", mark)

    def _noted(self, name: str) -> str:
        """What the table `archive` says under a name; empty for nothing."""
        asked = "SELECT value FROM archive WHERE name = ?"
        return str((self.database.ask(lambda db: db.execute(asked, (name,)).fetchone()) or [""])[0])

    def _note(self, statement: str, value: object) -> None:
        """Change what the archive can do without, if there is one, and nobody else is writing."""
        try:
            if self.file:
                self.database.change_if_free(lambda db: db.execute(statement, (value,)))
        except LibraryDamaged:
            raise
        except LibraryError:  # one that may only be read
            pass

    # The archive as a whole

    def load(self, act: Callable[[Connection], None]) -> None:
        """One step of filling it, by a function of `dumping`."""
        self._step(act, 10 * _MERGED)  # nobody waits

    def tidy(self, before: str, kept: Collection[str], *, dry_run: bool) -> Tidied:
        """See `Store.tidy`; `kept` are the entries whose texts stay."""
        from digest.domain.library import Tidied
        from digest.storage.sql.dumping import drop_content, sizes_before

        sizes = self.database.ask(lambda db: sizes_before(db, before, kept))
        if sizes and not dry_run:
            ids = list(sizes)
            for start in range(0, len(ids), _MANY):
                self._change(partial(drop_content, ids[start : start + _MANY]), fills=True)
            self.database.give_back()
        return Tidied(len(sizes), sum(sizes.values()))

    def readers_wait(self) -> bool:
        """True if the disk lets nobody read during a write."""
        if not may_be_written(self.database.path):  # then it is read without a log, and waits for nobody
            return False
        (mode,) = self.database.ask(lambda db: db.execute("PRAGMA journal_mode").fetchone())
        return mode not in ("wal", "memory")

    def belong_to(self, library: str) -> None:
        """Refuse to be the archive of two libraries that are both there. Raises LibraryError."""
        library = bindable(library)
        known = self._noted("library")
        if known == library:
            return
        if known and Path(known).exists():
            raise LibraryError(
                msg("{file} is the archive of another library, {library}.", file=self.database.path, library=known),
                msg("Name another file as “archive” under [library] in the configuration."),
            )
        told = "INSERT OR REPLACE INTO archive VALUES ('library', ?)"
        self._change(lambda db: db.execute(told, (library,)))

    def verdict(self) -> tuple[str, Message | str] | None:
        """What `Store.check` says of the file, as code and detail; None if it is well."""
        return examined(self.database.path, VERSION)


def _counted(db: Connection) -> tuple[str, dict[str, int]]:
    """The archive's name, and how often each part was changed."""
    found = numbers(db)
    return name_of(db), {part: found.get(part, 0) for part in PARTS}


def _together(batch: Sequence[FeedRefresh], rows: int) -> list[FeedRefresh]:
    """The first refreshes of these, one at least, that have so many feeds and entries."""
    found: list[FeedRefresh] = []
    for refresh in batch:
        if found and rows <= 0:
            break
        found.append(refresh)
        rows -= 1 + len(refresh.entries)
    return found
