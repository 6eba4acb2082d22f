"""What is known of closed editions without reading their files: `index/closed`, derived and rebuilt at any time.

A library of ten years has 120 closed editions, and every list asks where its entries stood before. So the file begins
with registers that tell, without anything being parsed, which editions may be concerned:

    a line of JSON      format; a sum of registers and records; per edition its id, its file's stamp, its version, and
                        the length and sum of its part
    two registers       prints of the pages that stand in an edition; ids of its picks
    JSON                the records of all editions
    a part per edition  JSON: its picks (`places.brief`) and its pages
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zlib import crc32

import orjson

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.month import is_month
from digest.storage.tinydb.derived import is_quiet, is_settled, keep, written
from digest.storage.tinydb.looks import Look, Stamp
from digest.storage.tinydb.migrations import Tables
from digest.storage.tinydb.places import ClosedPlace, Decode, Pages, Place, Records, brief
from digest.storage.tinydb.registers import packed, print_of, register_in
from digest.storage.tinydb.shards import Shards
from digest.storage.tinydb.trouble import Tell

#: Raised when what is kept here changes.
_VERSION = 3
_PAGE, _PICK = 8, 16


class ShelfIndex:
    """The closed editions of one library as places. Files that the index knows are not read."""

    def __init__(self, shards: Shards, decode: Decode, tell: Tell | None) -> None:
        self._shards = shards
        self._decode = decode
        self._tell = tell
        self._told: set[str] = set()
        self._was_looked_for = False
        self._path = shards.folder / "index" / "closed"
        self._shelf: Shelf | None = None
        self._look: Look | None = None

    def ensure_whole(self) -> None:
        """Raise LibraryDamaged where an edition is damaged, or known to have been there."""
        tell, self._tell = self._tell, None
        try:
            self.shelf()
        finally:
            self._tell = tell
        for edition_id in self._shards.lost_editions():
            self._shards.closed(edition_id).file.read()

    def shelf(self) -> Shelf:
        """As it is now. What is damaged is told once and left out; LibraryDamaged where nobody is there to be told."""
        look = self._shards.looks.at(self._shards.folder / "closed")
        shelf = self._shelf
        if shelf and self._look == look and shelf.is_settled:
            return shelf
        shelf = shelf or self._opened()
        known: dict[str, _Known] = {}
        for name, stamp in look:
            edition_id = name.removesuffix(".json")
            if is_month(edition_id) and (one := self._now(edition_id, stamp, shelf.known.get(edition_id))):
                known[edition_id] = one
        self._tell_of_lost()
        self._shelf = shelf = self._kept(known, shelf.file)  # at once: another thread may be at it, too
        self._look = look
        return shelf

    def _now(self, edition_id: str, stamp: Stamp, known: _Known | None) -> _Known | None:
        if known and known.stamp == stamp and known.is_settled:
            return known
        tables = self._read(edition_id)
        if tables is None:
            return None
        place = known.place if known and known.tables is tables else ClosedPlace(tables, self._decode)
        return _Known(stamp, place, is_quiet([stamp]), tables=tables)

    def _read(self, edition_id: str) -> Tables | None:
        """None for what was damaged, which is told once; asking for that edition alone tells again."""
        try:
            return self._shards.closed(edition_id).file.read()
        except LibraryDamaged as error:
            if self._tell is None:
                raise
            self._told.add(edition_id)
            self._tell(error)
            return None

    def _tell_of_lost(self) -> None:
        """Once, at the first look, what is missing already: a memory with a gap must not seem whole."""
        if self._tell is None or self._was_looked_for:
            return
        self._was_looked_for = True
        with suppress(LibraryError):  # copies that nobody may look at: whether something is missing is not known
            for edition_id in self._shards.lost_editions():
                if edition_id not in self._told:
                    self._read(edition_id)

    def _opened(self) -> Shelf:
        with suppress(OSError, ValueError, KeyError, TypeError), self._path.open("rb") as stream:
            file = _read_file(stream, self._path)
            moment = written(stream.fileno())
            are_all = is_settled(file.stamps.values(), moment)
            known = {
                edition_id: _Known(stamp, self._kept_place(file, edition_id), True, is_kept=True)
                for edition_id, stamp in file.stamps.items()
                if are_all or is_settled([stamp], moment)
            }
            return Shelf(known, file)
        return Shelf({}, _File(self._path))

    def _kept(self, known: dict[str, _Known], file: _File) -> Shelf:
        """Write what is settled, if the file does not say it all."""
        settled = {edition_id: one for edition_id, one in known.items() if one.is_settled}
        if {edition_id: one.stamp for edition_id, one in settled.items()} == file.stamps:
            return Shelf(known, file)
        data = _written({edition_id: (one.stamp, one.place) for edition_id, one in settled.items()})
        keep(self._path, data)
        written = {key: _Known(one.stamp, one.place, True, is_kept=True) for key, one in settled.items()}
        return Shelf(known | written, _read_file(BytesIO(data), self._path))

    def _kept_place(self, file: _File, edition_id: str) -> Place:
        return _KeptPlace(file, edition_id, self._decode, lambda: self._shards.closed(edition_id).file.read() or {})


class Shelf:
    """The closed editions at one moment."""

    def __init__(self, known: Mapping[str, _Known], file: _File) -> None:
        self.known = known
        self.file = file
        self.places: Mapping[str, Place] = {edition_id: one.place for edition_id, one in known.items()}
        # What was changed a moment ago may be changed again without a sign: it is asked for each time.
        self.is_settled = all(one.is_settled for one in known.values())

    def perhaps_with_pages(self, names: Iterable[str]) -> set[str]:
        """The editions in which one of these pages may stand."""
        return self._told(self.file.with_pages(names))

    def perhaps_with_picks(self, beginning: str) -> set[str]:
        """The editions that may have a pick whose id begins so."""
        return self._told(self.file.with_picks(beginning))

    def _told(self, found: set[str]) -> set[str]:
        """What the file says counts for what it speaks of."""
        return {edition_id for edition_id, one in self.known.items() if not one.is_kept or edition_id in found}


class _Known(NamedTuple):
    """A closed edition at one state of its file: `is_settled` if that cannot change any more without a sign.

    `is_kept` if the index's file speaks of it; `tables` are those it was made from, where it was read.
    """

    stamp: Stamp
    place: Place
    is_settled: bool
    is_kept: bool = False
    tables: Tables | None = None


class _File:
    """The file of the index. Of its parts nothing is read before it is asked for."""

    def __init__(
        self,
        path: Path,
        registers: tuple[bytes, bytes] = (b"", b""),
        records: bytes = b"{}",
        editions: Iterable[Sequence[Any]] = (),
        start: int = 0,
    ) -> None:
        """`editions` are as the first line has them, `start` is where their parts begin."""
        self._path = path
        self._pages, self._picks = register_in(registers[0], _PAGE), register_in(registers[1], _PICK)
        self._records = records
        self.stamps: dict[str, Stamp] = {}
        self.versions: dict[str, int] = {}
        self._parts: dict[str, tuple[int, int, int]] = {}
        for edition_id, stamp, version, length, check in editions:
            self.stamps[edition_id] = tuple(stamp)
            self.versions[edition_id] = int(version)
            self._parts[edition_id] = start, length, check
            start += length

    def with_pages(self, names: Iterable[str]) -> set[str]:
        ids = list(self.stamps)
        return {ids[number] for number in self._pages.numbers_of([print_of(name).encode() for name in names])}

    def with_picks(self, beginning: str) -> set[str]:
        ids = list(self.stamps)
        return {ids[number] for number in self._picks.numbers(beginning.encode("utf-8", "replace"))}

    @cached_property
    def records(self) -> Mapping[str, Records]:
        """Per edition its table of editions, which has its one record."""
        found: Mapping[str, Records] = orjson.loads(self._records)
        return found

    def part(self, edition_id: str) -> Mapping[str, Any] | None:
        """What the file has of an edition. None where it is not whole, and is deleted, or has been replaced since."""
        start, length, check = self._parts[edition_id]
        with suppress(OSError), self._path.open("rb") as stream:
            stream.seek(start)
            data = stream.read(length)
            if crc32(data) == check:
                found: Mapping[str, Any] = orjson.loads(data)
                return found
            self._path.unlink()
        return None


def _read_file(stream: BinaryIO, path: Path) -> _File:
    """All but the parts. Raises as JSON does where it is half a file, or of another version."""
    line = stream.readline()
    head = orjson.loads(line)
    if head["format"] != _VERSION:
        raise ValueError("another version")
    pages, picks, records = (stream.read(length) for length in head["lengths"])
    start = stream.tell()
    if crc32(records, crc32(picks, crc32(pages))) != head["sum"]:
        raise ValueError("half a file")
    if stream.seek(0, SEEK_END) != start + sum(length for *_, length, _ in head["editions"]):
        raise ValueError("half a file")
    return _File(path, (pages, picks), records, head["editions"], start)


class _KeptPlace(ClosedPlace):
    """A closed edition as the index's file has it; `read` reads its own, for when that has it no more."""

    def __init__(self, file: _File, edition_id: str, decode: Decode, read: Callable[[], Tables]) -> None:
        super().__init__({}, decode)
        self._file = file
        self._edition_id = edition_id
        self._read = read

    @property
    def records(self) -> Records:
        return self._file.records[self._edition_id]

    @property
    def picks(self) -> Records:
        found: Records = self._part["picks"]
        return found

    @cached_property
    def pages(self) -> Pages:
        found: Pages = self._part["pages"]
        return found

    def version(self, edition_id: str) -> int:
        return self._file.versions[edition_id] if edition_id == self._edition_id else -1

    @cached_property
    def _part(self) -> Mapping[str, Any]:
        return self._file.part(self._edition_id) or _part_of(ClosedPlace(self._read(), self._decode))


def _part_of(place: Place) -> Mapping[str, Any]:
    return {"picks": brief(place.picks), "pages": place.pages}


def _written(editions: Mapping[str, tuple[Stamp, Place]]) -> bytes:
    """The file's bytes."""
    parts = [orjson.dumps(_part_of(place)) for _, place in editions.values()]
    records = orjson.dumps({edition_id: place.records for edition_id, (_, place) in editions.items()})
    numbered = [(number, place) for number, (_, place) in enumerate(editions.values())]
    pages = packed(((print_of(name).encode(), number) for number, place in numbered for name in place.pages), _PAGE)
    picks = packed(
        ((pick_id.encode("utf-8", "replace"), number) for number, place in numbered for pick_id in place.picks), _PICK
    )
    head = {
        "format": _VERSION,
        "sum": crc32(pages + picks + records),
        "editions": [
            (edition_id, stamp, place.version(edition_id), len(part), crc32(part))
            for (edition_id, (stamp, place)), part in zip(editions.items(), parts, strict=True)
        ],
        "lengths": [len(pages), len(picks), len(records)],
    }
    return b"".join([orjson.dumps(head), b"\n", pages, picks, records, *parts])
