"""A library in one file: backups, restoring, and the format of docs/library-format.md.

An archive is a ZIP of JSON files; the document is the same in one JSON object. Both are read by
`backup_reader.BackupReader`.
"""

from __future__ import annotations

import errno
import itertools
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from digest.config.user_files import followed
from digest.config.whole_file import file_beside
from digest.domain.errors import LibraryError, UsageError
from digest.domain.library import Location
from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason
from digest.services.library.backup_reader import FORMAT, MANIFEST, VERSION, BackupReader, Tally, lacking
from digest.storage.dump_format import KINDS, plain
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a library holds."""

    feeds: int
    entries: int
    editions: int
    picks: int

    def told(self, target: Path) -> Message:
        """What was written to a file, for whoever asked for it."""
        return msg(
            "Written: {file} (feeds: {feeds}, entries: {entries}, editions: {editions}, picks: {picks})",
            file=str(target), feeds=self.feeds, entries=self.entries, editions=self.editions, picks=self.picks,
        )  # fmt: skip


def back_up(store: Store, target: Path, now: datetime) -> Counted:
    """Write an archive completely or not at all; it is read back before it gets its name.

    Only its owner may read it (0600). Raises UsageError if it cannot be written.
    """
    try:
        target = followed(target)
        if target.exists() and not target.is_file():
            raise OSError(errno.EINVAL, "not a regular file")
        with file_beside(target, 0o600) as (stream, path):
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                counts = _fill(archive, store, now)
            stream.flush()
            os.fsync(stream.fileno())
            _read_back(path, target)
    except OSError as error:
        raise UsageError(
            msg("{file} cannot be written: {reason}.", file=str(target), reason=system_reason(error)),
            msg("Name another place, or make room."),
        ) from error
    return _counted(counts)


def document(store: Store, now: datetime, *, content: bool = True) -> Iterator[bytes]:
    """The library as one JSON document, piece by piece, so that its size does not matter."""
    head = {"format": FORMAT, "version": VERSION, "made": now.isoformat()}
    yield b"{\n" + b",\n".join(f"{json.dumps(key)}: {json.dumps(value)}".encode() for key, value in head.items())
    written: list[str] = []
    for part in store.dump():
        if part.kind == "content" and not content:
            continue
        keyed = bool(KINDS[part.kind].of)
        if part.kind not in written:
            yield b"\n}" if written and KINDS[written[-1]].of else b""
            written.append(part.kind)
            yield f",\n{json.dumps(part.kind)}: ".encode() + (b"{\n" if keyed else b"")
        elif keyed:
            yield b",\n"
        if keyed:
            yield f"{json.dumps(part.key)}: ".encode()
        yield _bytes(plain(part)).rstrip(b"\n")
    yield (b"\n}" if written and KINDS[written[-1]].of else b"") + b"\n}\n"


def restore(carried: BackupReader, store: Store) -> Counted:
    """Fill an empty library and compare counts. Raises UsageError if not empty or incomplete.

    What it has written until then stays; the caller must remove it.
    """
    _ensure_room(carried, store.location())
    brought, kept = Tally(), Tally()
    try:
        store.load(brought.of(carried.batches()))
    except (ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise carried.broken(error) from error
    for _ in kept.of(store.dump()):
        pass
    if not brought.is_all_of(carried.counts) or brought.has_lost(kept.counts):
        raise lacking()
    for name, text in carried.drafts():
        store.drafts().put(name, text)
    return _counted(kept.counts)


def _ensure_room(carried: BackupReader, place: Location) -> None:
    """Raise UsageError if the disk has less room than the library needs."""
    if place.free is not None and carried.unpacked > place.free:
        raise UsageError(
            msg("The library needs {size} MB, and {folder} has room for {free} MB.",
                size=-(-carried.unpacked >> 20), folder=place.above, free=place.free >> 20),
            msg("Make room, or name another folder with --library. Nothing was changed."),
        )  # fmt: skip


def _read_back(file: Path, target: Path) -> None:
    """Read a backup as `restore` will. Raises LibraryError if that would fail."""
    try:
        carried = BackupReader(file, called=target)
        try:
            tally = Tally()
            for _ in itertools.chain(tally.of(carried.batches()), carried.drafts()):
                pass
            if not tally.is_all_of(carried.counts):
                raise lacking()
        finally:
            carried.close()
    except UsageError as error:
        raise LibraryError(
            msg("No backup was kept, for none could be restored: {reason}", reason=error.message),
            msg("“digest doctor” tells what is wrong with the library."),
        ) from error


def _fill(archive: zipfile.ZipFile, store: Store, now: datetime) -> dict[str, int]:
    """Write all of it; returns how much there is of every kind."""

    def add(name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, now.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        archive.writestr(info, data)

    tally = Tally()
    for part in tally.of(store.dump()):
        add(f"{part.kind}/{part.key}.json" if KINDS[part.kind].of else f"{part.kind}.json", _bytes(plain(part)))
    for name, text in store.drafts().texts():
        try:
            name.encode()
        except UnicodeEncodeError as error:  # in an archive a name is text, on a disk any bytes
            file = str(store.drafts().folder / name)
            raise LibraryError(
                msg("The name of {file} cannot be written into a backup.", file=file), msg("Give it another name.")
            ) from error
        add(f"drafts/{name}", text)
    manifest = {"format": FORMAT, "version": VERSION, "made": now.isoformat(), "counts": tally.counts}
    add(MANIFEST, _bytes(manifest))
    return tally.counts


def _counted(counts: Mapping[str, int]) -> Counted:
    return Counted(*(counts.get(kind, 0) for kind in ("feeds", "entries", "editions", "picks")))


def _bytes(data: Mapping[str, Any]) -> bytes:
    import orjson

    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
