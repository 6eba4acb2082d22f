"""Changes of picks, each a step of undo.

Undoing checks versions: a pick that somebody else changed since raises Conflict and stays as it is. Every undo and redo
makes a new version, so the last version that this session has made is remembered for each pick.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.domain.edition import PICK_FIELDS, Changes, Pick
from digest.domain.entry import Entry
from digest.domain.errors import LibraryError
from digest.domain.message import Message, msg
from digest.domain.month import NamedMonth
from digest.domain.text import fold, one_line
from digest.services.session.action_result import ActionResult
from digest.services.session.undo import UndoSteps
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.services.session.services import Services


class PickActions:
    """Every method returns when it is kept; `carry_over` and `pick` make several changes."""

    def __init__(self, store: Store, clock: Clock, services: Services, steps: UndoSteps) -> None:
        self._store = store
        self._clock = clock
        self._services = services
        self._steps = steps
        self._versions: dict[str, int] = {}

    def get_ready(self) -> None:
        """Do what the first pick would else wait for, on the thread that calls: open the library."""
        _ = self._services.curation
        with suppress(LibraryError):  # that pick says what is wrong
            self._store.others_stamp()

    def pick(self, entry: Entry, month: str, category: str, *, shown_category: str | None = None) -> ActionResult:
        """Pick under a category; a pick changes its category; the same category again drops it.

        `shown_category` is the category under which the entry was shown when the key was pressed, None if it was shown
        as not picked. Only a pick that was shown is dropped: if somebody else has just picked it there, it stays.
        A new pick counts as read, in whichever feeds its page is.
        """
        with self._store.moment():
            present = self.present(entry, month)
            label = self._services.editions.category(category, month)
            if present is None:
                return self._pick_new(entry, month, label)
            if fold(present.category) == fold(label):
                if shown_category is not None and fold(shown_category) == fold(label):
                    return self.drop(present)
                return ActionResult(
                    msg("“{title}” is under {category} already", title=_short(present), category=label), present
                )
            return self.change(present, {"category": label})

    def present(self, entry: Entry, month: str) -> Pick | None:
        """The pick of this entry or its page in an edition; None if there is none or it is dropped."""
        return self._services.curation.present(month, entry.id, entry.canonical_url)

    def change(self, pick: Pick, changes: Changes) -> ActionResult:
        """Set fields of a pick as one step."""
        with self._store.moment():
            before = {name: getattr(pick, name) for name in changes if name in PICK_FIELDS}
            position = self._position(pick)
            kept = self._services.curation.change(pick, changes, version=pick.version)
            self._remember_version(kept)
            after = {name: getattr(kept, name) for name in before}
            if after == before:
                return ActionResult(msg("Nothing changed."), kept)
            name = msg("“{title}” changed", title=_short(kept))
            if set(before) == {"silenced"}:
                name = msg("Remark on “{title}” minded again", title=_short(kept))
            if set(kept.silenced) - set(pick.silenced):
                name = msg("Remark on “{title}” ignored", title=_short(kept))
            if set(before) == {"category"}:
                name = msg("“{title}” moved to {category}", title=_short(kept), category=kept.category)

            def back() -> None:
                self._set(pick.id, before)
                if "category" in before:  # it has come to the end of its section
                    self._move(pick.id, position)

            self._steps.record_guarded(name, back, lambda: self._set(pick.id, after), *_ids(pick))
            return ActionResult(name, kept, self._services.curation.earlier(kept))

    def take_secrets_off(self, pick: Pick) -> ActionResult:
        """Passwords, tokens and gift codes off the pick's address and its links, as one step."""
        changes = self._services.curation.without_secrets(pick)
        return (
            self.change(pick, changes) if changes else ActionResult(msg("No link of this pick carries a secret."), pick)
        )

    def save(self, pick: Pick, changes: Changes, *, sitting: str = "") -> Pick:
        """Store a text while it is typed, without an undo step (see `edited`). Raises Conflict."""
        kept = self._services.curation.change(pick, changes, version=pick.version, sitting=sitting)
        self._remember_version(kept)
        return kept

    def edited(self, before: Pick, after: Pick, fields: Sequence[str]) -> None:
        """Record a whole editing as one step: what these fields held before and hold now."""
        old, new = ({name: getattr(pick, name) for name in fields} for pick in (before, after))
        if old == new:
            return
        pick_id, name = after.id, msg("“{title}” changed", title=_short(after))
        if list(fields) == ["comment"]:
            name = msg("Comment on “{title}” changed", title=_short(after))
        self._steps.record_guarded(name, lambda: self._set(pick_id, old), lambda: self._set(pick_id, new), *_ids(after))

    def drop(self, pick: Pick) -> ActionResult:
        """Take a pick out; its comment stays until the edition is closed."""
        with self._store.moment():
            kept = self._store.drop_pick(pick.id, self._clock(), version=pick.version)
        self._remember_version(kept)
        name = msg("“{title}” dropped", title=_short(kept))
        self._steps.record_guarded(name, lambda: self._restore(pick.id), lambda: self._drop(pick.id), *_ids(pick))
        return ActionResult(name)

    def move(self, pick: Pick, by: int) -> ActionResult:
        """Move a pick up (-1) or down (+1) within its section."""
        with self._store.moment():
            position = self._position(pick)
            reached = self._services.curation.move(pick, position + by, version=pick.version)
            kept = self._store.pick(pick.id)
        self._remember_version(kept)
        if reached == position:
            return ActionResult(_end_told(pick, by), kept, is_done=False)
        name = msg("“{title}” moved to {position}", title=_short(kept), position=reached)
        self._steps.record_guarded(
            name, lambda: self._move(pick.id, position), lambda: self._move(pick.id, reached), *_ids(pick)
        )
        return ActionResult(name, kept)

    def kept(self, pick_id: str) -> Pick:
        """A pick as the library has it now, dropped ones too. Raises NotFound."""
        return self._store.pick(pick_id)

    def carry_over(self, pick: Pick, month: str) -> ActionResult:
        """Take a pick to another edition with its words, out of this one.

        Raises UsageError if the page is picked there: what is said of it there stays. Raises EditionClosed, Conflict.
        """
        copied, dropped = self._services.curation.carry_over(pick, month)
        self._remember_version(dropped)
        self._remember_version(copied)
        name = msg("“{title}” carried over to {month}", title=_short(pick), month=NamedMonth(month))

        def back() -> None:  # restored first: a conflict in between leaves the pick in both editions, not in none
            self._restore(pick.id)
            self._drop(copied.id)

        def again() -> None:
            self._restore(copied.id)
            self._drop(pick.id)

        self._steps.record_guarded(name, back, again, *_ids(pick), copied.id)
        return ActionResult(name, copied)

    def _pick_new(self, entry: Entry, month: str, label: str) -> ActionResult:
        self._services.editions.ensure_near(month)
        picked = self._services.curation.pick_entry(entry, month, label, {})
        kept = picked.pick
        self._remember_version(kept)
        name = msg("“{title}” picked under {category}", title=_short(kept), category=kept.category)
        if month != self._services.editions.current() or self._services.editions.is_in_doubt():
            name = msg(
                "“{title}” picked for {month}, under {category}",
                title=_short(kept),
                month=NamedMonth(month),
                category=kept.category,
            )
        unread = picked.read

        def back() -> None:
            self._drop(kept.id)
            self._store.mark(unread, read=False)

        def again() -> None:
            self._restore(kept.id)
            self._store.mark(unread, read=True)

        self._steps.record_guarded(name, back, again, *_ids(kept))
        return ActionResult(picked.said(name), kept, picked.earlier)

    def _remember_version(self, pick: Pick) -> None:
        self._versions[pick.id] = pick.version

    def _set(self, pick_id: str, changes: Changes) -> None:
        self._remember_version(
            self._store.change_pick(pick_id, changes, self._clock(), version=self._versions[pick_id])
        )

    def _drop(self, pick_id: str) -> None:
        self._remember_version(self._store.drop_pick(pick_id, self._clock(), version=self._versions[pick_id]))

    def _restore(self, pick_id: str) -> None:
        self._remember_version(self._store.restore_pick(pick_id, self._clock(), version=self._versions[pick_id]))

    def _position(self, pick: Pick) -> int:
        """Its position in the assembled edition, from 1; 0 if it is in none."""
        picks = self._services.editions.picks(pick.edition_id)
        return next((number for number, other in enumerate(picks, start=1) if other.id == pick.id), 0)

    def _move(self, pick_id: str, position: int) -> None:
        self._services.curation.move(self._store.pick(pick_id), position, version=self._versions[pick_id])
        self._remember_version(self._store.pick(pick_id))


def _short(pick: Pick) -> str:
    return one_line(pick.shown_title, 40)


def _ids(pick: Pick) -> tuple[str, ...]:
    """The ids under which a pick is shown: in its edition, and its entry's."""
    return (pick.id, pick.entry_id) if pick.entry_id else (pick.id,)


def _end_told(pick: Pick, by: int) -> Message:
    """Why a pick has not moved; a pick goes to another section by its category."""
    if by < 0:
        return msg(
            "It is the first under {category} already; t puts it under another category.", category=pick.category
        )
    return msg("It is the last under {category} already; t puts it under another category.", category=pick.category)
