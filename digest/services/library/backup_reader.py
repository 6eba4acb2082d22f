"""Reads a library from a file. Every line may be hostile, and is checked before use."""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NamedTuple

from digest.domain.errors import UsageError
from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason
from digest.services.library.document_reader import archive_of
from digest.services.library.json_stream import JsonStream, NotJson
from digest.storage.codec import Malformed
from digest.storage.dump_format import KINDS, Batch, Misnamed, batch_of

FORMAT = "digest-library"
#: Raised when a field changes its meaning or goes; new fields alone do not raise it.
VERSION = 1
MANIFEST = "library.json"

# A file that unpacks to more than `_MUCH` bytes and to more than `_TIMES` its own size is refused as a ZIP bomb: real
# backups unpack to some ten times their size.
_MUCH, _TIMES = 64 << 20, 100
# Bytes of an archive's directory, which is read in one piece: some 20,000 names. A month needs five.
_DIRECTORY = 2 << 20
# Bytes of the manifest, and of a text that was being written; then how much of a batch is brought at a time.
_HEAD, _LONGEST_DRAFT = 1 << 16, 8 << 20
_BATCH, _BATCH_BYTES = 500, 1 << 20
_DRAFT = re.compile(r"drafts/([^./\\\0][^/\\\0]{0,240}\.md)")
_ENCRYPTED = 0x1
_CUT_OFF = msg("it has been cut off, or changed since it was written")


class _Most(NamedTuple):
    """How much one batch may hold: records, and bytes of them."""

    records: int
    size: int


# What people write is kept in memory while it is read. What the wire brings in a month may come from 2,000 feeds.
_WRITTEN, _BROUGHT = _Most(20_000, 32 << 20), _Most(100_000, 512 << 20)
_MOST: Mapping[str, _Most] = {
    name: _BROUGHT if name in ("seen", "marks", "content", "entries") else _WRITTEN for name in KINDS
}

#: Kinds added since VERSION was raised last: an older archive counts none of them and has no file for them.
_LATER = frozenset({"rules", "searches", "notes", "curators"})


class _Flaw(Exception):
    """What is wrong with the file, in a sentence's end."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


# All that reading a broken file may raise: zipfile has no error of its own for many of them.
_UNREADABLE = (
    _Flaw, NotJson, Malformed, OSError, EOFError, KeyError, ValueError, TypeError, AttributeError, RuntimeError,
    OverflowError, MemoryError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class BackupReader:
    """A library in a file: an archive or a document. Raises UsageError for anything else.

    Its records are read as they are asked for, so that no file makes digest need more than some megabytes.
    `called` is the name by which a person knows the file, if that is not its own.
    """

    def __init__(self, file: Path, called: Path | None = None) -> None:
        self._called = called or file
        self._held = ExitStack()
        try:
            self._archive = self._held.enter_context(_archive_in(file, self._held))
            manifest = self._manifest()
            if manifest.get("format") != FORMAT or type(manifest.get("version")) is not int:
                raise _Flaw(msg("it is no library of digest"))
            self.counts = _counts(manifest.get("counts", {}))
        except _UNREADABLE as error:
            self.close()
            raise self.broken(error) from error
        if manifest["version"] > VERSION:
            self.close()
            raise UsageError(
                msg("{file} was written by a newer digest.", file=str(self._called)),
                msg("Update digest, then try again."),
            )

    @property
    def unpacked(self) -> int:
        """How many bytes the file says that it unpacks to."""
        return _unpacked(self._archive)

    def batches(self) -> Iterator[Batch]:
        """The library, batch by batch; a large one comes in parts that follow each other.

        The entries of a month come directly before their texts: a text without its entry is dropped.
        """
        try:
            for name, key, member in self._members():
                if member:
                    yield from self._parts(name, key, member)
                else:
                    yield Batch(name, key, {})
        except _UNREADABLE as error:
            raise self.broken(error) from error

    def drafts(self) -> Iterator[tuple[str, bytes]]:
        """Names and texts of what was being written."""
        try:
            for name in self._archive.namelist():
                if found := _DRAFT.fullmatch(name):
                    with self._opened(name) as stream:
                        text = stream.read(_LONGEST_DRAFT + 1)
                    if len(text) > _LONGEST_DRAFT:
                        raise _Flaw(msg("{name} is too large", name=name))
                    yield found[1], text
        except _UNREADABLE as error:
            raise self.broken(error) from error

    def close(self) -> None:
        self._held.close()

    def broken(self, error: BaseException) -> UsageError:
        """What a person is told when the file cannot be read because of `error`."""
        return UsageError(
            msg("{file} is no library that can be read ({reason}).", file=str(self._called), reason=_reason(error)),
            msg("Take another backup. Nothing was changed."),
        )

    def _manifest(self) -> dict[str, Any]:
        with self._opened(MANIFEST) as stream:
            reader = JsonStream(stream)
            found = _object(MANIFEST, reader.value(_HEAD))
            reader.ensure_end()
            return found

    def _members(self) -> Iterator[tuple[str, str, str]]:
        """Kind, key and name of each member in reading order; no name if it is missing."""
        keyed: dict[str, dict[str, str]] = {name: {} for name, kind in KINDS.items() if kind.of}
        for member in self._archive.namelist():
            name, _, rest = member.partition("/")
            if name in keyed and rest.endswith(".json"):
                keyed[name][rest.removesuffix(".json")] = member
        entries, texts = keyed.pop("entries"), keyed.pop("content")
        for name in KINDS:
            if name in keyed:
                yield from ((name, key, member) for key, member in keyed[name].items())
            elif not KINDS[name].of:
                member = f"{name}.json"
                is_older = name in _LATER and name not in self.counts and member not in self._archive.namelist()
                yield name, "", "" if is_older else member
        for month in sorted({*entries, *texts}):
            yield "entries", month, entries.get(month, "")
            if month in texts:
                yield "content", month, texts[month]

    def _parts(self, name: str, key: str, member: str) -> Iterator[Batch]:
        """One batch, a part of it at a time; an empty one as well."""
        most = _MOST[name]
        batch: dict[str, Any] = {}
        begun = number = 0
        with self._opened(member) as stream:
            reader = JsonStream(stream)
            for record_id in reader.members():
                batch[record_id] = reader.record()
                number += 1
                if number > most.records or reader.taken > most.size:
                    raise _Flaw(msg("{name} is too large", name=member))
                if len(batch) == _BATCH or reader.taken - begun > _BATCH_BYTES:
                    yield batch_of(name, key, batch)
                    batch, begun = {}, reader.taken
            reader.ensure_end()
        if batch or not number:
            yield batch_of(name, key, batch)

    def _opened(self, member: str) -> IO[bytes]:
        try:
            found = self._archive.getinfo(member)
        except KeyError:
            raise _Flaw(msg("{name} is missing in it", name=member)) from None
        if found.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RuntimeError  # of the others zipfile unpacks a whole block at once, however large
        return self._archive.open(found)


class _Careful(io.BufferedReader):
    """A file read in small pieces only: zipfile reads an archive's directory in one."""

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(_DIRECTORY + 1 if size is None or size < 0 else min(size, _DIRECTORY + 1))
        if len(piece) > _DIRECTORY:
            raise _Flaw(msg("its directory is too large"))
        return piece


class Tally:
    """Counts records by kind as they pass, and texts without an entry.

    Of each month the entries come before their texts.
    """

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._month = ""
        self._entries: set[str] = set()
        self._orphans = 0

    def of(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Pass the batches on unchanged, and count them on the way."""
        for part in batches:
            self.counts[part.kind] = self.counts.get(part.kind, 0) + len(part.records)
            if part.kind in ("entries", "content") and part.key != self._month:
                self._month, self._entries = part.key, set()
            if part.kind == "entries":
                self._entries.update(part.records)
            elif part.kind == "content":
                self._orphans += len(part.records.keys() - self._entries)
            yield part

    def is_all_of(self, counts: Mapping[str, int]) -> bool:
        """True if just as many have come of every kind as a manifest says."""
        return all(self.counts.get(name, 0) == number for name, number in counts.items())

    def has_lost(self, kept: Mapping[str, int]) -> bool:
        """True if less of any kind was stored; texts without their entry do not count."""
        expected = {**self.counts, "content": self.counts.get("content", 0) - self._orphans}
        return any(kept.get(name, 0) < number for name, number in expected.items())


def lacking() -> UsageError:
    """The error for a backup of which something is missing."""
    return UsageError(
        msg("The backup does not hold all that it should."), msg("Take another backup. Nothing was changed.")
    )


def _counts(found: Any) -> Mapping[str, int]:
    counts = _object("counts", found)
    if any(type(number) is not int for number in counts.values()):
        raise Malformed("counts")
    return counts


def _object(name: str, found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Malformed(name)
    return found


def _archive_in(file: Path, held: ExitStack) -> zipfile.ZipFile:
    """The archive in the file, or one made of its document; `held` closes what is opened.

    Devices and pipes are refused: they may be endless.
    """
    # Without waiting: opening a pipe to which nobody writes would.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise _Flaw(msg("it is no file"))
    stream = held.enter_context(_Careful(io.FileIO(descriptor)))
    if zipfile.is_zipfile(stream):
        return _looked_at(zipfile.ZipFile(stream), found.st_size)
    stream.seek(0)
    if stream.peek(2).startswith(b"PK"):  # the directory of an archive stands at its end
        raise _Flaw(_CUT_OFF)
    if not stream.peek(1):
        raise _Flaw(msg("the file is empty"))
    return archive_of(stream, held.enter_context(tempfile.TemporaryFile()), MANIFEST)


def _looked_at(archive: zipfile.ZipFile, size: int) -> zipfile.ZipFile:
    """The archive, if it can be unpacked. Raises _Flaw for a name twice, encryption, a ZIP bomb."""
    (name, times), *_ = Counter(archive.namelist()).most_common(1) or [("", 0)]
    if times > 1:
        raise _Flaw(msg("{name} is in it twice", name=name))
    if any(member.flag_bits & _ENCRYPTED for member in archive.infolist()):
        raise _Flaw(msg("it is encrypted"))
    if _unpacked(archive) > max(_MUCH, _TIMES * size):
        raise _Flaw(msg("it would unpack to {size} MB", size=_unpacked(archive) >> 20))
    return archive


def _unpacked(archive: zipfile.ZipFile) -> int:
    return sum(member.file_size for member in archive.infolist())


def _reason(error: BaseException) -> str | Message:
    match error:
        case _Flaw() | NotJson():
            return error.reason
        case Misnamed():
            return msg("“{name}” is not a possible name in “{kind}”", name=error.name, kind=error.kind)
        case Malformed():
            return msg("“{field}” has a value that makes no sense", field=error.field)
        case MemoryError():
            return msg("it needs more memory than there is")
        case RuntimeError():
            return msg("it is packed in a way that digest does not know")
        case OSError() if error.errno:
            return system_reason(error)
        case OSError() | EOFError() | zipfile.BadZipFile() | zlib.error() | struct.error():
            return _CUT_OFF
    return str(error)
