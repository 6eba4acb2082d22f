"""Curators: who has worked on a library, their notes to each other, and who is at work now.

The first two are tables of editions.json. Who is at work says so in a small file, presence/4f1b….json, which is kept
fresh: nothing is there while nobody writes or arranges. The file's time is the sign of life, so one that is left behind
expires by itself; one of this machine at once, if its process is not there any more.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from digest.config.whole_file import write_whole
from digest.domain.curator import Curator, appearing, record_of
from digest.domain.note import Note, in_order
from digest.domain.presence import EXPIRY, Presence, presence_of
from digest.storage.codec import onto
from digest.storage.files.engine.disk import file_bytes
from digest.storage.files.library_files import LibraryFiles

if TYPE_CHECKING:
    from digest.storage.rules.exchange import Exchange

T = TypeVar("T")


class FileCurators:
    """The curators and notes of `Store`. `own` is the present curator; "" is nobody."""

    def __init__(self, library: LibraryFiles, own: Curator) -> None:
        self._library = library
        self.own = own

    def curators(self) -> list[Curator]:
        return appearing(self._library.editions.records("curators", Curator, "name").values(), self._named())

    def keep_own(self, now: datetime) -> None:
        """Record that `own` has done something; inside a transaction of `editions.json`."""
        file = self._library.editions
        plain = file.table("curators").find(self.own.name)
        known = None if plain is None else file.decode(Curator, self.own.name, plain, name=self.own.name)
        if wanted := record_of(self.own, known, now):
            file.table("curators").put({wanted.name: onto(plain, wanted, "name")})

    def notes(self) -> list[Note]:
        return in_order(self._library.editions.records("notes", Note).values())

    def change_records(self, kind: str, decide: Callable[[dict[str, Any]], Exchange[T]]) -> T:
        """See `RecordBackend`."""
        if kind != "notes":
            return self._library.feeds.change_records(kind, decide).answer
        with self._library.editions.transaction():
            done = self._library.editions.change_records(kind, decide)
            for moment in filter(None, (note.done or note.at for note in done.put.values())):
                self.keep_own(moment)
        return done.answer

    def _named(self) -> Iterator[str]:
        for plain in self._library.editions.table("picks").records().values():
            yield from (str(plain.get(field) or "") for field in ("curator", "edited_by"))


FOLDER = "presence"


class PresenceFiles:
    """See `Presences`. `name` returns who works here; `now` is the disk's clock, in seconds."""

    def __init__(self, folder: Path, name: Callable[[], str], now: Callable[[], float] = time.time) -> None:
        self._folder = folder / FOLDER
        self._file = self._folder / f"{os.urandom(8).hex()}.json"
        self._name = name
        self._now = now

    def announce(self, edition: str, pick: str, part: str = "") -> None:
        # In a folder that may only be read nobody sees it: no reason to disturb somebody who is writing.
        with suppress(OSError):
            self._folder.mkdir(0o700, parents=True, exist_ok=True)
            presence = Presence(edition, pick, self._name(), part)
            plain = {**asdict(presence), "host": os.uname().nodename, "process": os.getpid()}
            write_whole(self._file, json.dumps(plain).encode(), 0o600)
            self._sweep()

    def leave(self) -> None:
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
            self._folder.rmdir()  # fails while somebody else is there

    def others(self) -> list[Presence]:
        try:
            files = [file for file in self._folder.iterdir() if file.suffix == ".json" and file != self._file]
        except OSError:
            return []
        return sorted({found for file in files if (found := self._read(file)) is not None})

    def _read(self, file: Path) -> Presence | None:
        try:
            if abs(self._now() - file.stat().st_mtime) >= EXPIRY:
                return None
            plain = json.loads(file_bytes(file)[:10_000])
        except (OSError, ValueError, RecursionError):  # gone by now, or nobody's
            return None
        found = presence_of(plain)
        return None if found is None or _was_killed(plain) else found

    def _sweep(self) -> None:
        """Take away what programs that were killed have left."""
        for file in self._folder.iterdir():
            if self._now() - file.stat().st_mtime > EXPIRY * 20:
                file.unlink(missing_ok=True)


def _was_killed(plain: Mapping[str, object]) -> bool:
    """True if a process of this machine wrote it that has ended.

    Of other machines nothing is known.
    """
    process = plain.get("process")
    if plain.get("host") != os.uname().nodename or not isinstance(process, int) or not 0 < process < 1 << 31:
        return False
    try:
        os.kill(process, 0)  # asks only whether it is there
    except OSError as error:  # or it is there, and somebody else's
        return isinstance(error, ProcessLookupError)
    return False
