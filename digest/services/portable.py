"""A library in one file: backups, restoring, and the open format that docs/library-format.md describes.

An archive is a ZIP of JSON files; the document is the same in one JSON object. Both are read by `Carried`.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from digest.domain.errors import LibraryError, UsageError
from digest.domain.message import msg
from digest.storage.codec import Malformed
from digest.storage.portions import KINDS, Portion, plain, portion
from digest.storage.store import Store

FORMAT = "digest-library"
#: Raised when a field changes its meaning or goes; new fields alone do not raise it.
VERSION = 1
_MANIFEST = "library.json"
_DRAFT = re.compile(r"drafts/([\w.-]+\.md)")


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a library holds."""

    feeds: int
    entries: int
    editions: int
    picks: int


class Carried:
    """A library in a file: an archive, or a document. Raises UsageError where the file is none, or is damaged."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._archive: zipfile.ZipFile | None = None
        self._document: Mapping[str, Any] = {}
        try:
            if zipfile.is_zipfile(file):
                self._archive = zipfile.ZipFile(file)
                manifest = self._json(_MANIFEST)
            else:
                manifest = self._document = _object(file.read_bytes())
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise self._broken(error) from error
        if manifest.get("format") != FORMAT or not isinstance(manifest.get("version"), int):
            raise self._broken(ValueError("no library"))
        if manifest["version"] > VERSION:
            raise UsageError(
                msg("{file} was written by a newer digest.", file=str(file)), msg("Update digest, then try again.")
            )
        self.counts: Mapping[str, Any] = manifest.get("counts", {})

    def portions(self) -> Iterator[Portion]:
        """The library, portion by portion."""
        try:
            for name, kind in KINDS.items():
                for key, records in self._of_kind(name, bool(kind.of)):
                    yield portion(name, key, records)
        except (OSError, KeyError, ValueError, Malformed, AttributeError, zipfile.BadZipFile, zlib.error) as error:
            raise self._broken(error) from error

    def drafts(self) -> Iterator[tuple[str, bytes]]:
        """Names and texts of what was being written."""
        for name in self._archive.namelist() if self._archive else ():
            if found := _DRAFT.fullmatch(name):
                yield found[1], self._archive.read(name) if self._archive else b""

    def close(self) -> None:
        if self._archive:
            self._archive.close()

    def _of_kind(self, name: str, keyed: bool) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if self._archive is None:
            found = self._document.get(name, {})
            yield from found.items() if keyed else [("", found)]
        elif keyed:
            for member in self._archive.namelist():
                if member.startswith(f"{name}/") and member.endswith(".json"):
                    yield member[len(name) + 1 : -len(".json")], self._json(member)
        else:
            yield "", self._json(f"{name}.json")

    def _json(self, member: str) -> dict[str, Any]:
        assert self._archive is not None
        return _object(self._archive.read(member))

    def _broken(self, error: Exception) -> UsageError:
        return UsageError(
            msg("{file} is no library that can be read ({reason}).", file=str(self._file), reason=str(error)),
            msg("Take another backup. Nothing was changed."),
        )


def back_up(store: Store, drafts: Path, target: Path, now: datetime) -> Counted:
    """Write an archive as a whole or not at all, read it back, and only then give it its name.

    It is for its owner alone (0600). Raises LibraryError where it cannot be written.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    counts: dict[str, int] = {}
    try:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                _fill(archive, store, drafts, now, counts)
            stream.flush()
            os.fsync(stream.fileno())
            with zipfile.ZipFile(stream) as archive:
                if broken := archive.testzip():
                    raise OSError(None, f"{broken} cannot be read back")
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise LibraryError(
            msg("{file} cannot be written: {reason}.", file=str(target), reason=error.strerror or str(error)),
            msg("Name another place, or make room."),
        ) from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
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


def restore(carried: Carried, store: Store, drafts: Path) -> Counted:
    """Fill an empty library and check that all has come. Raises UsageError where it is not empty or something lacks."""
    store.load(carried.portions())
    counts: dict[str, int] = {}
    for part in store.dump():
        _count(counts, part)
    if carried.counts and {name: counts.get(name, 0) for name in carried.counts} != dict(carried.counts):
        raise UsageError(
            msg("The backup does not hold all that it should."), msg("Take another backup. Nothing was changed.")
        )
    for name, text in carried.drafts():
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(drafts / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(text)
    return _counted(counts)


def put_in_place(fresh: Path, folder: Path, now: datetime) -> Path | None:
    """Let the restored library take the place of what is in `folder`; that is kept under the name returned."""
    aside: Path | None = None
    try:
        if folder.exists():
            aside = folder.with_name(f"{folder.name}.before-{now:%Y%m%dT%H%M%S}")
            folder.replace(aside)
        fresh.replace(folder)
    except OSError as error:
        if aside and not folder.exists():
            with suppress(OSError):  # then both names are in the sentence below
                aside.replace(folder)
        raise LibraryError(
            msg("{folder} cannot be replaced: {reason}.", folder=str(folder), reason=error.strerror),
            msg("The restored library is {fresh}.", fresh=str(fresh)),
        ) from error
    return aside


def _fill(archive: zipfile.ZipFile, store: Store, drafts: Path, now: datetime, counts: dict[str, int]) -> None:
    def add(name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, now.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        archive.writestr(info, data)

    for part in store.dump():
        add(f"{part.kind}/{part.key}.json" if KINDS[part.kind].of else f"{part.kind}.json", _bytes(plain(part)))
        _count(counts, part)
    for name, text in _drafts(drafts):
        add(f"drafts/{name}", text)
    manifest = {"format": FORMAT, "version": VERSION, "made": now.isoformat(), "counts": counts}
    add(_MANIFEST, _bytes(manifest))


def _drafts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every draft. Raises LibraryError: a backup leaves nothing out because it cannot be read."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".md")
    except FileNotFoundError:
        return
    except OSError as error:
        raise _cannot_read(folder, error) from error
    for file in files:
        try:
            text = file.read_bytes()
        except OSError as error:
            raise _cannot_read(file, error) from error
        yield file.name, text


def _cannot_read(path: Path, error: OSError) -> LibraryError:
    return LibraryError(
        msg("{file} cannot be read: {reason}.", file=str(path), reason=error.strerror or type(error).__name__),
        msg("Give yourself the right to read it, or name another folder with --library."),
    )


def _count(counts: dict[str, int], part: Portion) -> None:
    counts[part.kind] = counts.get(part.kind, 0) + len(part.records)


def _counted(counts: Mapping[str, int]) -> Counted:
    return Counted(*(counts.get(kind, 0) for kind in ("feeds", "entries", "editions", "picks")))


def _bytes(data: Mapping[str, Any]) -> bytes:
    import orjson

    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _object(data: Iterable[int]) -> dict[str, Any]:
    import orjson

    found = orjson.loads(bytes(data))
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found
