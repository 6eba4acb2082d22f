"""Editions as the records of their files; closed ones are read only if a question needs it.

Which of them mention a page or a pick is known from an index that notes the state of each file (`Mentions`); what the
index does not know, or knows in another state, is read. Of the whole folder it notes the state, too: while that is the
same, nothing is compared file by file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import orjson

from digest import __version__
from digest.domain.edition import Edition
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.links import pages_in
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.domain.url import canonical
from digest.storage.files.engine.disk import Stamp, is_quiet
from digest.storage.files.engine.file_errors import OnDamage
from digest.storage.files.engine.file_states import FolderState
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.library_files import LibraryFiles

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
        """The pages that stand here."""
        return _pages_of(self.records, self.picks)

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """These editions."""
        return {name: self._decode(name, self.records.get(name, {})) for name in self.edition_ids}

    def version(self, edition_id: str) -> int:
        """How often the edition was changed; -1 if it has no record."""
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
    found: dict[str, list[tuple[str, str, bool]]] = {}
    closed = {edition_id: plain for edition_id, plain in records.items() if plain.get("frozen")}
    for pick_id, plain in sorted(picks.items(), key=_rank):
        if plain.get("dropped"):
            continue
        edition_id = str(plain.get("edition_id", ""))
        stored = str(plain.get("canonical_url") or "")
        # What was stored by an older rule is found by the present one, too.
        for name in dict.fromkeys((stored, canonical(stored), str(plain.get("entry_id") or ""))):
            if name:
                found.setdefault(name, []).append((edition_id, pick_id, False))
        if edition_id in closed:
            for page in pages_in(str(plain.get("comment", ""))):
                found.setdefault(page, []).append((edition_id, pick_id, True))
    for edition_id, plain in closed.items():
        for page in pages_in(f"{plain.get('intro', '')}\n{plain.get('outro', '')}"):
            found.setdefault(page, []).append((edition_id, "", True))
    return found


def version_in(records: Records, edition_id: str) -> int:
    """The version in an edition's record; -1 if it has none."""
    plain = records.get(edition_id)
    version = -1 if plain is None else plain.get("version", 0)
    return version if isinstance(version, int) else 0


def _rank(item: tuple[str, Mapping[str, Any]]) -> tuple[int, str]:
    rank = item[1].get("rank", 0)
    return rank if isinstance(rank, int) else 0, item[0]


class Indexed(NamedTuple):
    """The state in which an edition's file was read, and the edition's version then."""

    state: str
    version: int


class Mentioned(NamedTuple):
    """An answer of the index: which editions mention a name, and in which state it knows each.

    `versions` has those of all editions if it knows them in the folder's present state; then `known` is empty.
    """

    editions: Collection[str]
    known: Mapping[str, Indexed]
    versions: Mapping[str, int] | None = None


class Mentions(Protocol):
    """Which closed editions mention a name: an index that may be lost, and never raises then."""

    def about(self, folder: str, names: Collection[str], beginning: str = "") -> Mentioned:
        """Ask for one of the names, or for one that begins so; `folder` as in `keep`."""

    def keep(
        self,
        editions: Mapping[str, tuple[Indexed, Collection[str]]],
        gone: Collection[str],
        folder: str,
        every: Mapping[str, Indexed],
    ) -> None:
        """Store what these editions mention, and that others are gone; skipped if it is locked.

        If these are then `every` edition that it knows, they are so in this state of the `folder`, unless that is "".
        """


class _Folder:
    """The closed editions' files at one moment.

    Its texts name the version of digest, for versions differ in which links they find.
    """

    def __init__(self, state: FolderState) -> None:
        self.state = state
        # The last answer that named no edition: lists are asked for again and again.
        self._nowhere: tuple[frozenset[str], Mapping[str, int]] | None = None

    @cached_property
    def state_text(self) -> str:
        """The state of all files as text; "" if a time is no 64-bit number."""
        try:
            return f"{__version__} {orjson.dumps(self.state).decode()}" if self.state else ""
        except TypeError:
            return ""

    @cached_property
    def file_states(self) -> Mapping[str, str]:
        """The state of each edition's file as text."""
        # Without the device, which may have another number when the computer has been started again.
        return {key: f"{__version__} {stamp[:1] + stamp[2:]}" for key, stamp in self.stamps.items()}

    @cached_property
    def stamps(self) -> Mapping[str, Stamp]:
        """The stamp of each edition's file."""
        files = ((name.removesuffix(".json"), stamp) for name, stamp in self.state)
        return {edition_id: stamp for edition_id, stamp in files if is_month(edition_id)}

    def mentioned(self, mentions: Mentions, names: Collection[str], beginning: str) -> Mentioned:
        """What the index says about these names in this state of the folder."""
        if self._nowhere and not beginning and self._nowhere[0].issuperset(names):
            return Mentioned((), {}, self._nowhere[1])
        found = mentions.about(self.state_text, names, beginning)
        if found.versions is not None and not found.editions and not beginning:
            self._nowhere = frozenset(names), found.versions
        return found

    def meant(self, mentioned: Mentioned | None) -> Collection[str]:
        """The editions to read: those that mention a name or are not indexed as they are."""
        if mentioned is None:
            return self.stamps
        if mentioned.versions is not None:
            return [key for key in mentioned.editions if key in self.stamps]
        known, editions = mentioned.known, mentioned.editions
        return [
            key
            for key, state in self.file_states.items()
            if key in editions or key not in known or known[key].state != state
        ]

    def versions(self, mentioned: Mentioned | None) -> Mapping[str, int]:
        """The versions of all editions that the index knows as they are."""
        if mentioned is None:
            return {}
        if mentioned.versions is not None:
            return mentioned.versions
        known = mentioned.known
        return {
            key: known[key].version
            for key, state in self.file_states.items()
            if key in known and known[key].state == state
        }


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
        self._index: Callable[[], Mentions] | None = None
        self._library = library
        self._decode = decode
        self._on_damage = on_damage
        self._told: set[str] = set()
        self._was_searched = False
        self._folder = _Folder(())
        self._read_last: Mapping[str, _Closed] = {}

    def index_by(self, index: Callable[[], Mentions]) -> None:
        """Look up what editions mention in an index, which is made when it is first needed."""
        self._index = index
        self.__dict__.pop("_mentions", None)

    @cached_property
    def _mentions(self) -> Mentions | None:
        return self._index and self._index()

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
        mentioned: Mentioned | None = None
        if names is not None and folder.state and self._mentions is not None:
            mentioned = folder.mentioned(self._mentions, names, beginning)
        meant, read_last = folder.meant(mentioned), self._read_last
        found = {
            edition_id: one
            for edition_id in meant
            if (one := self._now(edition_id, folder.stamps[edition_id], read_last.get(edition_id)))
        }
        # In one step: another thread may be here, too. Nothing is kept of editions that are gone.
        self._read_last = {key: one for key, one in read_last.items() if key in folder.stamps} | found
        if mentioned is not None and mentioned.versions is None:
            self._note(found, mentioned.known, folder)
        self._tell_of_lost()
        records = {edition_id: one.records for edition_id, one in found.items()}
        known = folder.versions(mentioned)
        if meant:  # they are as they were read, or damaged
            known = {key: version for key, version in known.items() if key not in meant}
            known |= {key: one.version(key) for key, one in records.items()}
        return Asked(known, records)

    def _note(self, found: Mapping[str, _Closed], known: Mapping[str, Indexed], folder: _Folder) -> None:
        """Let the index know what was read because it did not know it."""
        new = {
            key: (Indexed(folder.file_states[key], one.records.version(key)), {*one.records.pages, *one.records.picks})
            for key, one in found.items()
            if one.is_settled and (key not in known or known[key].state != folder.file_states[key])
        }
        every = {key: one for key, one in known.items() if key in folder.file_states} | {
            key: one for key, (one, _) in new.items()
        }
        is_whole = {key: one.state for key, one in every.items()} == folder.file_states
        gone = known.keys() - folder.file_states.keys()
        if self._mentions is not None and (new or gone or (is_whole and folder.state_text)):
            self._mentions.keep(new, gone, folder.state_text if is_whole else "", every)

    def _present(self) -> _Folder:
        state = self._library.stat_cache.of(self._library.folder / "closed")
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
