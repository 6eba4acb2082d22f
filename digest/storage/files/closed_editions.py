"""Editions as the records of their files; closed ones are read only if a question needs it.

Which of them mention a page or a pick is known from an index that notes the state of all their files (`Mentions`). If
one has another state by now, all are read, and the index is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar
from zlib import crc32

import orjson

from digest import __version__
from digest.domain.edition import Edition
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.storage.files.engine.disk import Stamp, is_quiet
from digest.storage.files.engine.file_errors import OnDamage
from digest.storage.files.engine.file_states import FolderState
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.places import Mentioning, mentioned_pages

T = TypeVar("T")
Records = Mapping[str, Mapping[str, Any]]

#: A page's name (canonical address, or id of a picked entry) → edition, pick ("" for the edition's own texts), and
#: whether it is a link.
Pages = Mapping[str, Sequence[Sequence[Any]]]

#: Makes an edition of its id and record.
Decode = Callable[[str, Mapping[str, Any]], Edition]


class EditionRecords:
    """The editions and picks of one file as records; cached until something changes there.

    `edition_ids` are the editions that count, by default every one that has a record, or picks that somebody wrote
    into the file by hand.
    """

    def __init__(self, tables: Tables, decode: Decode, edition_ids: Collection[str] | None = None) -> None:
        self.records: Records = tables.get("editions", {})
        self.picks: Records = tables.get("picks", {})
        named = {str(plain.get("edition_id", "")) for plain in self.picks.values()}
        self.edition_ids = {*self.records, *named} - {""} if edition_ids is None else edition_ids
        self._decode = decode

    @cached_property
    def pages(self) -> Pages:
        return _pages_of(self.records, self.picks)

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        return {name: self._decode(name, self.records.get(name, {})) for name in self.edition_ids}

    def version(self, edition_id: str) -> int:
        return version_in(self.records, edition_id)

    def standing(self, pages: Collection[str] | None) -> Iterator[tuple[str, PickedPlace]]:
        """The pages that stand here, with their places; only these `pages`, unless that is None."""
        for name in self.pages.keys() if pages is None else self.pages.keys() & pages:
            for edition_id, pick_id, linked in self.pages[name]:
                edition = self.editions.get(edition_id)
                plain = self.picks.get(pick_id, {})
                category, comment, entry_id, curator = (
                    str(plain.get(key, "")) for key in ("category", "comment", "entry_id", "curator")
                )
                closed = edition.closed if edition else None
                yield name, PickedPlace(edition_id, pick_id, category, comment, closed, entry_id, linked, curator)


def _pages_of(records: Records, picks: Records) -> Pages:
    """The pages that stand in these editions: picked, or linked in a text of one that is closed."""
    standing = (
        Mentioning(
            str(plain.get("edition_id", "")),
            pick_id,
            str(plain.get("canonical_url") or ""),
            str(plain.get("entry_id") or ""),
            str(plain.get("comment") or ""),
        )
        for pick_id, plain in sorted(picks.items(), key=_rank)
        if not plain.get("dropped")
    )
    closed = {
        edition_id: f"{plain.get('intro', '')}\n{plain.get('outro', '')}"
        for edition_id, plain in records.items()
        if plain.get("frozen")
    }
    return mentioned_pages(standing, closed)


def version_in(records: Records, edition_id: str) -> int:
    """The version in an edition's record; -1 if it has none."""
    plain = records.get(edition_id)
    version = -1 if plain is None else plain.get("version", 0)
    return version if isinstance(version, int) else 0


def _rank(item: tuple[str, Mapping[str, Any]]) -> tuple[int, str]:
    rank = item[1].get("rank", 0)
    return rank if isinstance(rank, int) else 0, item[0]


class Mentioned(NamedTuple):
    """An answer of the index: which editions mention a name.

    `versions` has those of all closed editions, and `names` is the `name_filter` of all that any of them mentions.
    """

    editions: Collection[str]
    versions: Mapping[str, int]
    names: bytes


# Of the filter's 32 bits for each name two are set: four of a thousand other names seem to be among them.
_BYTES = 4


def name_filter(names: Collection[str]) -> bytes:
    """A Bloom filter of these names: what `may_mention` looks into."""
    bits = bytearray(_BYTES * len(names) + 1)
    for name in map(_bytes, names):
        for place in (crc32(name) % (len(bits) * 8), crc32(name, 1) % (len(bits) * 8)):
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def may_mention(bits: bytes, names: Collection[str]) -> list[str]:
    """Those of the names that the filter does not exclude; all of them without one."""

    def holds(place: int) -> int:
        return bits[place >> 3] & 1 << (place & 7)

    size = len(bits) * 8
    return [
        name
        for name in names
        if not bits or (holds(crc32(data := _bytes(name)) % size) and holds(crc32(data, 1) % size))
    ]


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "replace")


class Mentions(Protocol):
    """Which closed editions mention a name: an index that may be lost, and never raises then."""

    def about(self, folder: str, names: Collection[str], beginning: str = "") -> Mentioned | None:
        """Ask for one of the names, or one that begins so; None if the folder has another state."""

    def keep(self, folder: str, editions: Mapping[str, EditionRecords]) -> None:
        """Note what all editions mention in this state of the folder, unless somebody is writing."""


class _Folder:
    """The closed editions' files at one moment."""

    def __init__(self, state: FolderState) -> None:
        self.state = state
        self._known: Mentioned | None = None

    @cached_property
    def state_text(self) -> str:
        """The state of all files as text; "" if a time is no 64-bit number.

        Without the device, which may have another number when the computer has been started again. With the version of
        digest, for versions differ in which links they find.
        """
        try:
            files = [(name, stamp[:1] + stamp[2:]) for name, stamp in self.state]
            return f"{__version__} {orjson.dumps(files).decode()}" if files else ""
        except TypeError:
            return ""

    @cached_property
    def stamps(self) -> Mapping[str, Stamp]:
        files = ((name.removesuffix(".json"), stamp) for name, stamp in self.state)
        return {edition_id: stamp for edition_id, stamp in files if is_month(edition_id)}

    def mentioned(self, mentions: Mentions, names: Collection[str], beginning: str) -> Mentioned | None:
        """What the index says about these names, if it knows the folder in this state."""
        if self._known and not (beginning or may_mention(self._known.names, names)):
            return self._known
        found = mentions.about(self.state_text, names, beginning) if self.state_text else None
        if found is not None:
            self._known = found._replace(editions=())
        return found


class _Closed(NamedTuple):
    """A closed edition at one state of its file; `is_settled` if a next change surely shows."""

    stamp: Stamp
    is_settled: bool
    tables: Tables
    records: EditionRecords


class Asked(NamedTuple):
    """The versions of all closed editions, and the records of those that a question is about."""

    versions: Mapping[str, int]
    records: Mapping[str, EditionRecords]


class ClosedEditions:
    """All of one library. `on_damage` hears of those that are damaged or lost.

    What they mention is looked up in what `mentions` returns, if anything.
    """

    def __init__(
        self, library: LibraryFiles, mentions: Callable[[], Mentions | None], on_damage: OnDamage | None
    ) -> None:
        self._library = library
        self._mentions = mentions
        self._on_damage = on_damage
        self._told: set[str] = set()
        self._was_searched = False
        self._folder = _Folder(())
        self._read_last: Mapping[str, _Closed] = {}

    def edition(self, edition_id: str, plain: Mapping[str, Any]) -> Edition:
        """An edition of its record; an untouched draft of an empty one."""
        return self.decode(edition_id, Edition, edition_id, plain, id=edition_id)

    def decode(
        self, edition_id: str, record_class: type[T], record_id: str, plain: Mapping[str, Any], **keys: Any
    ) -> T:
        """A record of an edition, closed or not. Raises LibraryDamaged with the name of its file."""
        try:
            return self._library.editions.decode(record_class, record_id, plain, **keys)
        except LibraryDamaged:
            if self._library.has_closed(edition_id):
                self._library.closed(edition_id).decode(record_class, record_id, plain, **keys)
            raise

    def ensure_whole(self) -> None:
        """Raise LibraryDamaged if an edition is damaged, or known to have been there."""
        on_damage, self._on_damage = self._on_damage, None
        try:
            self.about(None)
        finally:
            self._on_damage = on_damage
        for edition_id in self._library.lost_editions():
            self._library.closed(edition_id).storage.read()

    def about(self, names: Collection[str] | None, beginning: str = "") -> Asked:
        """The editions that mention one of these pages or picks, or a pick whose id starts so.

        As they are now; all if `names` is None. A damaged one is told once and left out; raises LibraryDamaged if
        nobody is there to be told.
        """
        folder = self._present()
        index = self._mentions() if folder.state and names is not None else None
        mentioned = folder.mentioned(index, names or (), beginning) if index else None
        meant = folder.stamps if mentioned is None else folder.stamps.keys() & mentioned.editions
        found = {
            edition_id: one
            for edition_id in meant
            if (one := self._now(edition_id, folder.stamps[edition_id], self._read_last.get(edition_id)))
        }
        # In one step: another thread may be here, too. Nothing is kept of editions that are gone.
        self._read_last = {key: one for key, one in self._read_last.items() if key in folder.stamps} | found
        # What is read of files that have just changed may be another thing a moment later.
        is_settled = found.keys() == folder.stamps.keys() and all(one.is_settled for one in found.values())
        if index and mentioned is None and is_settled and folder.state_text:
            index.keep(folder.state_text, {key: one.records for key, one in found.items()})
        self._tell_of_lost()
        records = {edition_id: one.records for edition_id, one in found.items()}
        # What was read is as it was read, or damaged.
        known = {key: version for key, version in mentioned.versions.items() if key not in meant} if mentioned else {}
        return Asked(known | {key: one.version(key) for key, one in records.items()}, records)

    def _present(self) -> _Folder:
        state = self._library.closed_state()
        if self._folder.state is not state:
            self._folder = _Folder(state)
        return self._folder

    def _now(self, edition_id: str, stamp: Stamp, known: _Closed | None) -> _Closed | None:
        if known and known.stamp == stamp and known.is_settled:
            return known
        tables = self._read(edition_id)
        if tables is None:
            return None
        if known and known.tables is tables:
            return known._replace(is_settled=is_quiet(stamp))
        # What somebody wrote into the file for another edition makes none.
        records = EditionRecords(tables, self.edition, {edition_id} & tables.get("editions", {}).keys())
        return _Closed(stamp, is_quiet(stamp), tables, records)

    def _read(self, edition_id: str) -> Tables | None:
        """None for what was damaged, which is told once; asking for that edition alone tells again."""
        try:
            return self._library.closed(edition_id).storage.read()
        except LibraryDamaged as error:
            if self._on_damage is None:
                raise
            self._told.add(edition_id)
            self._on_damage(error)
            return None

    def _tell_of_lost(self) -> None:
        """Report once what is missing: a list with a gap must not seem whole."""
        if self._on_damage is None or self._was_searched:
            return
        self._was_searched = True
        with suppress(LibraryError):  # copies that nobody may look at: whether something is missing is not known
            for edition_id in self._library.lost_editions():
                if edition_id not in self._told:
                    self._read(edition_id)
