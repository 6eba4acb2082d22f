"""Editing the texts of a pick or edition: saved while typing, one undo step at the end.

Other people's changes stay in fields that this editing leaves alone. If both changed the
same field, neither is lost: theirs is in the library, ours in a draft (`services.session.drafts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from digest.domain.edition import Edition, Pick
from digest.domain.errors import Conflict, EditionClosed, LibraryError, NotFound
from digest.domain.message import Message
from digest.domain.url import address_of, no_address
from digest.services.session.actions import SessionActions
from digest.services.session.drafts import Draft, Drafts, author_of
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a saving. `refused`: why something is not kept as it stands.

    `met`: somebody else has changed a field as well. What is typed there goes into a draft, until `finish`.
    `overtaken`: somebody else has changed a field after all that was typed there had been kept.
    """

    refused: Message | None = None
    met: bool = False
    overtaken: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The result of an editing: drafts in conflict, to be compared, and drafts without a record.

    `overtaken`: drafts of what was kept and then changed by somebody else, who has seen it: nothing is to be decided.
    `dropped`: somebody else has taken the pick out meanwhile; the texts are kept with it.
    """

    conflicts: tuple[Draft, ...] = ()
    homeless: tuple[Draft, ...] = ()
    overtaken: tuple[Draft, ...] = ()
    dropped: bool = False


class Editing:
    """One editing of one record, from reading it to `finish`; not thread-safe.

    A field is in
    - `_typed` since it was saved for the first time: the last text that was typed there;
    - `_ours` as long as the library holds that text, as far as this editing knows;
    - `_conflicting` once the library holds another's text instead, or does not take ours: its text is in that draft;
    - `_overtaken` besides, if all that was typed there had been kept before the other's text came;
    - `_until_writable` while the library cannot be written at all: the draft is deleted once it can.
    `_gone` says why nothing can be kept any more: the record was removed, or its edition closed.
    """

    def __init__(self, record: Pick | Edition, store: Store, actions: SessionActions, drafts: Drafts) -> None:
        self._begun = self._kept = record
        self._store = store
        self._actions = actions
        self._drafts = drafts
        self._typed: dict[str, str] = {}
        self._ours: set[str] = set()
        self._conflicting: dict[str, Draft] = {}
        self._until_writable: dict[str, Draft] = {}
        self._overtaken: set[str] = set()
        self._gone: Message | None = None
        # All that is saved while one text is open is one event of the history.
        self._sitting = token_hex(4)

    @property
    def record(self) -> Pick | Edition:
        """What is edited, as it was kept last."""
        return self._kept

    def save(self, fields: Mapping[str, str]) -> Saved:
        """Save the fields changed since the last save: in the library, or in a draft if it fails.

        If none has changed, check whether somebody else has changed what was saved.
        """
        changes = self.pending(fields)
        refused = None
        if "url" in changes and not self._may_be_address(changes["url"]):
            refused = no_address(changes.pop("url"))
        try:
            self._write({name: text for name, text in changes.items() if name not in self._conflicting})
        except LibraryError:
            self._put_in_draft_for_now(changes)
            raise
        for name in self._conflicting.keys() & changes.keys():
            self._put_in_draft(name, changes[name])
            self._overtaken.discard(name)
        self._typed |= changes
        for name in self._until_writable.keys() - self._conflicting.keys():
            self._until_writable.pop(name).file.unlink(missing_ok=True)
        if not changes:
            self._look()
        met = self._conflicting.keys() if self._gone is None else set()
        return Saved(self._gone or refused, bool(met - self._overtaken), bool(met & self._overtaken))

    def _may_be_address(self, text: str) -> bool:
        """A pick always has an address; an edition has one once it is published."""
        return address_of(text) is not None or (isinstance(self._begun, Edition) and not text.strip())

    def pending(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Those of the fields that are not kept as they stand."""
        return {
            name: text for name, text in fields.items() if self._typed.get(name, getattr(self._begun, name)) != text
        }

    def rescue(self, fields: Mapping[str, str]) -> None:
        """Save in drafts what the library does not take. Raises LibraryError if that fails too."""
        for name, text in self.pending(fields).items():
            self._put_in_draft(name, text)
            self._typed[name] = text

    @property
    def drafts(self) -> list[Path]:
        """The drafts of what is not in the library."""
        return [draft.file for draft in self._conflicting.values()]

    def finish(self) -> Finished:
        """Record what this editing has changed as one step; tells what is still in drafts."""
        self._look()
        if self._ours:
            self._actions.edited(self._begun, self._kept, sorted(self._ours))
        left = {name: draft for name, draft in self._conflicting.items() if not self._delete_if_needless(draft)}
        if self._gone is not None:
            return Finished(homeless=tuple(left.values()))
        return Finished(
            conflicts=tuple(draft for name, draft in left.items() if name not in self._overtaken),
            overtaken=tuple(draft for name, draft in left.items() if name in self._overtaken),
            dropped=isinstance(self._kept, Pick) and self._kept.dropped,
        )

    def _look(self) -> None:
        """Whether what was kept is still there: otherwise somebody else's text has taken its place."""
        if self._ours and self._gone is None:
            try:
                self._compare(self._drafts.present(self._begun))
            except NotFound as error:
                self._lose(error)

    def _compare(self, present: Pick | Edition) -> None:
        for name in sorted(self._ours - self._conflicting.keys()):
            if (theirs := getattr(present, name)) not in (getattr(self._kept, name), self._typed[name]):
                # Our text was kept completely, so whoever wrote the newer version had read it: that is no conflict.
                self._put_in_draft(name, self._typed[name], theirs, author_of(present))
                self._overtaken.add(name)
        # Undo leaves out fields that hold somebody else's text by now.
        self._ours -= self._conflicting.keys()
        self._kept = present

    def _lose(self, error: NotFound) -> None:
        """The record has gone, with all that was kept in it."""
        self._gone = error.message
        for name in self._ours - self._conflicting.keys():
            self._put_in_draft(name, self._typed[name])

    def _write(self, changes: Mapping[str, str]) -> None:
        mine = dict(changes)
        while mine and self._gone is None:
            try:
                if self._write_once(mine):
                    return
            except EditionClosed as error:
                self._gone = error.message
            except NotFound as error:
                self._lose(error)
        for name, text in mine.items():
            self._put_in_draft(name, text)

    def _write_once(self, mine: dict[str, str]) -> bool:
        """Write to the library; False, with the texts in conflict taken out of `mine`, if outdated."""
        try:
            self._kept = self._actions.save(self._kept, mine, sitting=self._sitting)
        except Conflict:
            present = self._drafts.present(self._begun)
            for name in [name for name in mine if self._both_changed(name, mine[name], present)]:
                self._put_in_draft(name, mine.pop(name), getattr(present, name), author_of(present))
            self._compare(present)
            return False
        self._ours |= set(mine)
        return True

    def _both_changed(self, name: str, text: str, present: Pick | Edition) -> bool:
        theirs = getattr(present, name)
        return theirs not in (getattr(self._kept, name), text)

    def _put_in_draft(self, name: str, text: str, theirs: str = "", by: str = "") -> None:
        """Store in a draft what the library cannot take now; it holds the last text typed."""
        if (copy := self._until_writable.pop(name, None)) is not None:
            self._conflicting[name] = replace(copy, theirs=theirs, by=by)
        self._conflicting[name] = self._draft_with(self._conflicting.get(name), name, text, theirs, by)

    def _put_in_draft_for_now(self, changes: Mapping[str, str]) -> None:
        """Store in drafts what the library did not take, unless the disk is full for them, too."""
        with suppress(LibraryError):
            for name, text in changes.items():
                if name not in self._conflicting:
                    self._until_writable[name] = self._draft_with(self._until_writable.get(name), name, text)

    def _draft_with(self, draft: Draft | None, name: str, text: str, theirs: str = "", by: str = "") -> Draft:
        if draft is None:
            return self._drafts.keep(self._begun, name, text, theirs, by)
        return self._drafts.write_again(draft, text)

    def _delete_if_needless(self, draft: Draft) -> bool:
        """Delete a draft whose text is part of theirs, or as it was at first; True if it was."""
        ours = draft.ours.strip()
        is_in_theirs = ours in draft.theirs if ours else not draft.theirs
        needless = is_in_theirs or draft.ours == getattr(self._begun, draft.field)
        if needless:
            draft.file.unlink(missing_ok=True)
        return needless
