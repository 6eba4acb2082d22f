"""A library in a file, as it is read: each line of it may be anybody's, and is looked at before it is believed."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.domain.errors import UsageError
from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason
from digest.storage.codec import Malformed
from digest.storage.portions import KINDS, Misnamed, Portion, portion

try:
    from lzma import LZMAError
except ImportError:  # Python was built without it; zipfile then refuses such an archive by itself

    class LZMAError(Exception):  # type: ignore[no-redef]
        """Never raised."""


FORMAT = "digest-library"
#: Raised when a field changes its meaning or goes; new fields alone do not raise it.
VERSION = 1
MANIFEST = "library.json"

#: What unpacks to more than the first, and to so many times its own size, is no backup: texts shrink to a tenth.
_MUCH, _TIMES = 64 << 20, 100
_DRAFT = re.compile(r"drafts/([^./\\\0][^/\\\0]{0,240}\.md)")
_ENCRYPTED = 0x1
_CUT_OFF = msg("it has been cut off, or changed since it was written")


class _Flaw(Exception):
    """What is wrong with the file, in a sentence's end."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


#: All that reading a broken file may raise: zipfile has no error of its own for many of them.
_UNREADABLE = (
    _Flaw, Malformed, OSError, EOFError, KeyError, ValueError, TypeError, AttributeError, RuntimeError, OverflowError,
    MemoryError, struct.error, zipfile.BadZipFile, zlib.error, LZMAError,
)  # fmt: skip


class Carried:
    """A library in a file: an archive, or a document. Raises UsageError where the file is none, or is damaged.

    `called` is the name by which a person knows the file, if that is not its own.
    """

    def __init__(self, file: Path, called: Path | None = None) -> None:
        self._called = called or file
        self._archive: zipfile.ZipFile | None = None
        self._document: Mapping[str, Any] = {}
        try:
            manifest = self._opened(file)
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
        """How many bytes an archive says that it unpacks to; 0 for a document."""
        return sum(member.file_size for member in self._archive.infolist()) if self._archive else 0

    def portions(self) -> Iterator[Portion]:
        """The library, portion by portion."""
        try:
            for name, kind in KINDS.items():
                for key, records in self._of_kind(name, bool(kind.of)):
                    yield portion(name, key, _object(name, records))
        except _UNREADABLE as error:
            raise self.broken(error) from error

    def drafts(self) -> Iterator[tuple[str, bytes]]:
        """Names and texts of what was being written."""
        try:
            for name in self._archive.namelist() if self._archive else ():
                if self._archive and (found := _DRAFT.fullmatch(name)):
                    yield found[1], self._archive.read(name)
        except _UNREADABLE as error:
            raise self.broken(error) from error

    def close(self) -> None:
        if self._archive:
            self._archive.close()

    def broken(self, error: BaseException) -> UsageError:
        """What a person is told when the file cannot be read because of `error`."""
        return UsageError(
            msg("{file} is no library that can be read ({reason}).", file=str(self._called), reason=_reason(error)),
            msg("Take another backup. Nothing was changed."),
        )

    def _opened(self, file: Path) -> dict[str, Any]:
        """What the file says of itself, an archive after a look at what it would unpack to."""
        if not zipfile.is_zipfile(file):
            data = file.read_bytes()
            if data.startswith(b"PK"):  # the directory of an archive stands at its end
                raise _Flaw(_CUT_OFF)
            self._document = found = _parsed(file.name, data)
            return found
        self._archive = archive = zipfile.ZipFile(file)
        (name, times), *_ = Counter(archive.namelist()).most_common(1) or [("", 0)]
        if times > 1:
            raise _Flaw(msg("{name} is in it twice", name=name))
        if any(member.flag_bits & _ENCRYPTED for member in archive.infolist()):
            raise _Flaw(msg("it is encrypted"))
        if self.unpacked > max(_MUCH, _TIMES * file.stat().st_size):
            raise _Flaw(msg("it would unpack to {size} MB", size=self.unpacked >> 20))
        return self._json(MANIFEST)

    def _of_kind(self, name: str, keyed: bool) -> Iterator[tuple[str, Any]]:
        if self._archive is None:
            found = self._document.get(name, {})
            yield from _object(name, found).items() if keyed else [("", found)]
        elif keyed:
            for member in self._archive.namelist():
                if member.startswith(f"{name}/") and member.endswith(".json"):
                    yield member[len(name) + 1 : -len(".json")], self._json(member)
        else:
            yield "", self._json(f"{name}.json")

    def _json(self, member: str) -> dict[str, Any]:
        assert self._archive is not None
        try:
            data = self._archive.read(member)
        except KeyError:
            raise _Flaw(msg("{name} is missing in it", name=member)) from None
        return _parsed(member, data)


class Tally:
    """What has come, by kind, counted as it goes by."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._bodies: dict[str, set[str]] = defaultdict(set)
        self._entries: dict[str, set[str]] = defaultdict(set)

    def of(self, portions: Iterable[Portion]) -> Iterator[Portion]:
        """The same portions."""
        for part in portions:
            self.counts[part.kind] = self.counts.get(part.kind, 0) + len(part.records)
            if part.kind == "content":
                self._bodies[part.key].update(part.records)
            elif part.kind == "entries":
                self._entries[part.key].update(part.records)
            yield part

    def is_all_of(self, counts: Mapping[str, int]) -> bool:
        """True where just as many have come of every kind as a manifest says."""
        return all(self.counts.get(name, 0) == number for name, number in counts.items())

    def has_lost(self, kept: Mapping[str, int]) -> bool:
        """True where less was kept of any kind. Bodies without their entry are nobody's; they need not be kept."""
        nobodys = sum(len(bodies - self._entries[month]) for month, bodies in self._bodies.items())
        expected = {**self.counts, "content": self.counts.get("content", 0) - nobodys}
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


def _parsed(name: str, data: bytes) -> dict[str, Any]:
    import orjson

    if not data:
        raise _Flaw(msg("the file is empty"))
    try:
        return _object(name, orjson.loads(data))
    except orjson.JSONDecodeError as error:
        if "memory" in error.msg:  # "Not enough memory to allocate buffer for parsing": no fault of the file
            raise MemoryError from None
        raise _Flaw(
            msg("no JSON from line {line}, column {column} on", line=error.lineno, column=error.colno)
        ) from None


def _reason(error: BaseException) -> str | Message:
    match error:
        case _Flaw():
            return error.reason
        case Misnamed():
            return msg("“{name}” is no name that can stand in “{kind}”", name=error.name, kind=error.kind)
        case Malformed():
            return msg("“{field}” has a value that makes no sense", field=error.field)
        case MemoryError():
            return msg("it needs more memory than there is")
        case RuntimeError():
            return msg("it is packed in a way that digest does not know")
        case OSError() if error.errno:
            return system_reason(error)
        case OSError() | EOFError() | zipfile.BadZipFile() | zlib.error() | struct.error() | LZMAError():
            return _CUT_OFF
    return str(error)
