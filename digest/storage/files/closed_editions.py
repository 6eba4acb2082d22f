"""The closed editions, each read from its file, and only if a question is about it.

Which of them mention a page or a pick is known from an index that notes the state of each file (`Mentions`); what the
index does not know, or knows in another state, is read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import NamedTuple, Protocol

from digest import __version__
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.month import is_month
from digest.storage.files.edition_records import Decode, EditionRecords
from digest.storage.files.engine.file_errors import OnDamage
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.engine.stamps import Stamp, is_quiet
from digest.storage.files.engine.stat_cache import FolderState
from digest.storage.files.library_files import LibraryFiles


class Indexed(NamedTuple):
    """The state in which an edition's file was read, and the edition's version then."""

    mark: str
    version: int


class Mentions(Protocol):
    """Which closed editions mention a name: an index that may be lost, and never raises then."""

    def about(self, names: Collection[str], beginning: str = "") -> tuple[Mapping[str, Indexed], Collection[str]]:
        """All editions known, and those that mention one of the names, or one that begins so."""

    def keep(self, editions: Mapping[str, tuple[Indexed, Collection[str]]], gone: Collection[str]) -> None:
        """Store what these editions mention, and that others are gone; skipped if it is locked."""


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
    """All of one library. `on_damage` hears of those that are damaged or lost."""

    def __init__(self, library: LibraryFiles, decode: Decode, on_damage: OnDamage | None) -> None:
        self.mentions: Mentions | None = None
        self._library = library
        self._decode = decode
        self._on_damage = on_damage
        self._told: set[str] = set()
        self._was_searched = False
        self._present: tuple[FolderState, Mapping[str, Stamp], Mapping[str, str]] = (), {}, {}
        self._read_last: Mapping[str, _Closed] = {}

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
        """Editions that mention one of these pages or picks, or an id prefix; None: all.

        As they are now. A damaged one is told once and left out; LibraryDamaged if nobody is there to be told.
        """
        present, marks = self._stamps()
        known: Mapping[str, Indexed] = {}
        meant: Collection[str] = present
        if present and names is not None and self.mentions is not None:
            known, mentioned = self.mentions.about(names, beginning)
            meant = [key for key in present if key in mentioned or key not in known or known[key].mark != marks[key]]
        read_last = self._read_last
        found = {
            edition_id: one
            for edition_id in meant
            if (one := self._now(edition_id, present[edition_id], read_last.get(edition_id)))
        }
        # In one step: another thread may be here, too. Nothing is kept of editions that are gone.
        self._read_last = {key: one for key, one in read_last.items() if key in present} | found
        if present and names is not None and self.mentions is not None:
            self._note(found, known, present, marks)
        self._tell_of_lost()
        records = {edition_id: one.records for edition_id, one in found.items()}
        versions = {key: known[key].version for key in present if key in known and key not in meant}
        return Asked(versions | {key: one.version(key) for key, one in records.items()}, records)

    def _note(
        self,
        found: Mapping[str, _Closed],
        known: Mapping[str, Indexed],
        present: Mapping[str, Stamp],
        marks: Mapping[str, str],
    ) -> None:
        """Let the index know what was read because it did not know it."""
        new = {
            key: (Indexed(marks[key], one.records.version(key)), one.records.pages.keys() | one.records.picks.keys())
            for key, one in found.items()
            if one.is_settled and (key not in known or known[key].mark != marks[key])
        }
        gone = known.keys() - present.keys()
        if self.mentions is not None and (new or gone):
            self.mentions.keep(new, gone)

    def _stamps(self) -> tuple[Mapping[str, Stamp], Mapping[str, str]]:
        """By edition its file's state, and the same as text; versions of digest differ in links."""
        state = self._library.stat_cache.of(self._library.folder / "closed")
        if self._present[0] is not state:
            files = ((name.removesuffix(".json"), stamp) for name, stamp in state)
            stamps = {edition_id: stamp for edition_id, stamp in files if is_month(edition_id)}
            # Without the device, which may have another number when the computer has been started again.
            marks = {key: f"{__version__} {stamp[:1] + stamp[2:]}" for key, stamp in stamps.items()}
            self._present = state, stamps, marks
        return self._present[1:]

    def _now(self, edition_id: str, stamp: Stamp, known: _Closed | None) -> _Closed | None:
        if known and known.stamp == stamp and known.is_settled:
            return known
        tables = self._read(edition_id)
        if tables is None:
            return None
        if known and known.tables is tables:
            return known._replace(is_settled=is_quiet(stamp))
        # What somebody wrote into the file for another edition makes none.
        records = EditionRecords(tables, self._decode, {edition_id} & tables.get("editions", {}).keys())
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
