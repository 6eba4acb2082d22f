"""The older events of each edition, in history/2026-11.jsonl: one event a line, as JSON.

It is apart from the edition so that the edition's file stays one that a person reads, and because it only grows at its
end. The newest events are in the table "events" of the edition's own file (`file_editions.FileEditions`), where
they are written in one step with what was done; a few at a time are moved here. An event that is in both places after a
crash has the same number in both.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from digest.domain.event import Event
from digest.domain.message import nmsg
from digest.domain.month import is_month
from digest.domain.problem import Problem
from digest.domain.system_errors import system_reason
from digest.storage.codec import Malformed, decode, encode
from digest.storage.files.engine.disk import (
    Disk,
    fsync_folder,
    make_folders,
    read_whole,
    told_if_unreadable,
    write_whole,
)
from digest.storage.rules.history import MOST_BYTES, bounded

FOLDER = "history"
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


class ReadHistory(NamedTuple):
    """The events of a file, in its order, and how many of its lines cannot be read."""

    events: list[Event]
    unreadable: int = 0


class HistoryFiles:
    """The files of one library. Changes hold the lock of `editions.json`; readers never wait."""

    def __init__(self, folder: Path, disk: Disk, most: int = MOST_BYTES) -> None:
        self.folder = folder / FOLDER
        self._disk = disk
        self._most = most

    def path(self, edition_id: str) -> Path:
        if not is_month(edition_id):
            raise ValueError(f"{edition_id!r} is no month")
        return self.folder / f"{edition_id}.jsonl"

    def read(self, edition_id: str) -> list[Event]:
        """The events moved here; an unreadable line is skipped. Raises LibraryError."""
        with told_if_unreadable(self.path(edition_id)):
            return _parsed(self._data(edition_id)).events

    def add(self, edition_id: str, events: Sequence[Event]) -> None:
        """Append events, synced to the disk on return. Raises OSError.

        Events that are here already, because a change was given up after they had been moved, are not written again.
        """
        make_folders(self._disk, self.folder)
        path = self.path(edition_id)
        is_new = not path.exists()
        fd = os.open(path, _FLAGS, 0o600)
        try:
            data = self._disk.read(fd)
            whole = data if data.endswith(b"\n") or not data else _without_broken_end(data)
            known = {event.number for event in _parsed(_end_of(whole)).events}
            lines = b"".join(_line(event) for event in events if event.number not in known)
            self._write_at(fd, len(whole), b"" if whole.endswith(b"\n") or not whole else b"\n", lines)
            self._disk.fsync(fd)
        finally:
            os.close(fd)
        if is_new:
            fsync_folder(self._disk, self.folder)
        if len(whole) + len(lines) > self._most:
            self._shorten(edition_id)

    def replace(self, edition_id: str, events: Iterable[Event]) -> None:
        """Write a whole history, of a library that is being filled. Raises OSError."""
        make_folders(self._disk, self.folder)
        os.close(write_whole(self._disk, self.path(edition_id), b"".join(map(_line, events))))

    def edition_ids(self) -> list[str]:
        """The editions that have a file here. Raises LibraryError."""
        with told_if_unreadable(self.folder):
            return self._edition_ids()

    def problems(self) -> Iterator[Problem]:
        """Files that cannot be read, or lack lines; nothing else depends on them.

        An unfinished last line is none: it is a killed writer's rest, whose events are in the edition's file, and the
        next change writes over it.
        """
        try:
            edition_ids = self._edition_ids()
        except OSError as error:
            yield Problem(FOLDER, "unreadable", system_reason(error))
            return
        for edition_id in edition_ids:
            name = f"{FOLDER}/{edition_id}.jsonl"
            try:
                if unreadable := _parsed(_without_broken_end(self._data(edition_id))).unreadable:
                    yield Problem(name, "malformed", nmsg("{n} line", "{n} lines", unreadable))
            except OSError as error:
                yield Problem(name, "unreadable", system_reason(error))

    def _edition_ids(self) -> list[str]:
        try:
            names = self._disk.names(self.folder)
        except FileNotFoundError:
            return []
        stems = (name.removesuffix(".jsonl") for name in names if name.endswith(".jsonl"))
        return [stem for stem in stems if is_month(stem)]

    def _data(self, edition_id: str) -> bytes:
        with suppress(FileNotFoundError):
            fd, _, data = read_whole(self._disk, self.path(edition_id))
            os.close(fd)
            return data
        return b""

    def _write_at(self, fd: int, place: int, *pieces: bytes) -> None:
        """Write at `place`, over a killed writer's rest: those events are in the edition's file."""
        os.ftruncate(fd, place)
        os.lseek(fd, place, os.SEEK_SET)
        rest = memoryview(b"".join(pieces))
        while rest:
            rest = rest[self._disk.write(fd, rest) :]

    def _shorten(self, edition_id: str) -> None:
        """Let the oldest events go. A file with lines that cannot be read is kept beside."""
        path = self.path(edition_id)
        found = _parsed(self._data(edition_id))
        if found.unreadable:
            with suppress(FileExistsError):
                os.link(path, path.with_name(path.name + ".damaged"))
        os.close(write_whole(self._disk, path, b"".join(map(_line, bounded(found.events, self._most)))))


def _line(event: Event) -> bytes:
    plain = {"number": event.number, **encode(event)}
    return json.dumps(plain, ensure_ascii=False, separators=(", ", ": ")).encode("utf-8", "surrogatepass") + b"\n"


def _parsed(data: bytes) -> ReadHistory:
    events, unreadable = [], 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            plain = json.loads(line)
            if not isinstance(plain, dict):
                raise Malformed("event")
            events.append(decode(Event, plain))
        except (ValueError, RecursionError, Malformed):
            unreadable += 1
    return ReadHistory(events, unreadable)


def _without_broken_end(data: bytes) -> bytes:
    """The data without an unfinished last line; a complete one without line end stays."""
    begin = data.rfind(b"\n") + 1
    return data if _parsed(data[begin:]).events else data[:begin]


def _end_of(data: bytes, size: int = 1 << 18) -> bytes:
    """The last lines of the data."""
    return data if len(data) <= size else data[data.find(b"\n", len(data) - size) + 1 :]
