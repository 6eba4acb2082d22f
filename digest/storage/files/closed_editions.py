"""The closed editions, each read from its file, and read again only when that has changed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.month import is_month
from digest.storage.files.edition_records import Decode, EditionRecords
from digest.storage.files.engine.file_errors import OnDamage
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.engine.stat_cache import FolderState, Stamp, is_quiet
from digest.storage.files.library_files import LibraryFiles
from digest.storage.files.linked_pages import LinkedPages


class _Closed(NamedTuple):
    """A closed edition at one state of its file: `is_settled` if the next change is sure to show in the stamp."""

    stamp: Stamp
    is_settled: bool
    tables: Tables
    place: EditionRecords


class ClosedEditions:
    """All of one library. `on_damage` hears of those that are damaged or lost."""

    def __init__(self, library: LibraryFiles, decode: Decode, on_damage: OnDamage | None) -> None:
        self._library = library
        self._decode = decode
        self._on_damage = on_damage
        self._told: set[str] = set()
        self._was_searched = False
        self._links = LinkedPages(library.folder / "index" / "pages")
        self._state: tuple[FolderState, Mapping[str, _Closed]] = (), {}

    def ensure_whole(self) -> None:
        """Raise LibraryDamaged if an edition is damaged, or known to have been there."""
        on_damage, self._on_damage = self._on_damage, None
        try:
            self.by_id()
        finally:
            self._on_damage = on_damage
        for edition_id in self._library.lost_editions():
            self._library.closed(edition_id).storage.read()

    def by_id(self) -> Mapping[str, EditionRecords]:
        """As they are now. A damaged one is told once and left out; LibraryDamaged if nobody is there to be told."""
        present = self._library.stat_cache.of(self._library.folder / "closed")
        seen, known = self._state
        if present != seen or not all(one.is_settled for one in known.values()):
            found = {}
            for name, stamp in present:
                edition_id = name.removesuffix(".json")
                if is_month(edition_id) and (one := self._now(edition_id, stamp, known.get(edition_id))):
                    found[edition_id] = one
            known = found
            self._state = present, known  # in one step: another thread may be here, too
        self._tell_of_lost()
        return {edition_id: one.place for edition_id, one in known.items()}

    def keep_links(self) -> None:
        """Write down what was found out about links, for the next program that asks."""
        self._links.write([one.tables for one in self._state[1].values()])

    def _now(self, edition_id: str, stamp: Stamp, known: _Closed | None) -> _Closed | None:
        if known and known.stamp == stamp and known.is_settled:
            return known
        tables = self._read(edition_id)
        if tables is None:
            return None
        if known and known.tables is tables:
            return known._replace(is_settled=is_quiet(stamp))
        # Picks that somebody wrote into the file for another edition make none.
        ids = tables.get("editions", {}).keys()
        place = EditionRecords(tables, self._decode, ids, partial(self._links.of, tables))
        return _Closed(stamp, is_quiet(stamp), tables, place)

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
        """Tell once, at the first question, what is missing already: a list with a gap must not seem whole."""
        if self._on_damage is None or self._was_searched:
            return
        self._was_searched = True
        with suppress(LibraryError):  # copies that nobody may look at: whether something is missing is not known
            for edition_id in self._library.lost_editions():
                if edition_id not in self._told:
                    self._read(edition_id)
