"""Every change of state that an interface offers, each recorded for undo.

Undoing checks versions: a pick or edition that somebody else changed since raises Conflict and stays as it is.
Versions move on with every undo, so they remember the last one that this session has made itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.config.clock import Clock
from digest.domain.edition import EDITION_FIELDS, PICK_FIELDS, Changes, Edition, Pick
from digest.domain.entry import Entry
from digest.domain.errors import Conflict
from digest.domain.memory import Recollection
from digest.domain.message import Message, msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.text import fold
from digest.services.curation.editions import Editions
from digest.services.curation.picks import Curation
from digest.services.feeds.feeds import Feeds
from digest.services.reading.entries import Reading
from digest.services.reading.muted_words import MutedWords
from digest.services.reading.same_page import SamePage
from digest.services.session.feed_actions import FeedActions
from digest.services.session.folder_actions import FolderActions
from digest.services.session.page_actions import PageActions
from digest.services.session.search_actions import SearchActions
from digest.services.session.undo import Step, UndoSteps
from digest.storage.one_moment import reads_one_state
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The result of a change: one sentence, the pick now (None if none), its earlier places.

    `next_month` is the month after an edition that was closed whose edition is still a draft. `is_done` is False if
    there was nothing to do.
    """

    said: Message
    pick: Pick | None = None
    earlier: tuple[Recollection, ...] = ()
    next_month: str = ""
    is_done: bool = True


class SessionActions:
    """One session's changes; those of feeds are in `feeds`, of many and of folders in `folders`.

    Those of pages are in `pages`, of saved searches in `searches`. Every method is atomic and returns when it is kept.
    """

    def __init__(
        self, store: Store, clock: Clock, curation: Curation, editions: Editions, feeds: Feeds, reading: Reading,
        muted_words: MutedWords,
    ) -> None:  # fmt: skip
        self._store = store
        self._clock = clock
        self._curation = curation
        self._editions = editions
        self._versions: dict[str, int] = {}
        self._same_page = SamePage(store)
        self.undo_steps = UndoSteps()
        self.feeds = FeedActions(store, clock, feeds, muted_words, self.undo_steps)
        self.folders = FolderActions(store, clock, feeds, self.undo_steps)
        self.searches = SearchActions(reading.searches, self.undo_steps)
        self.pages = PageActions(store, reading, self.undo_steps)

    def use_services(self, curation: Curation, editions: Editions, feeds: Feeds, reading: Reading) -> None:
        """Use these services from now on, as the settings have changed; undo still works."""
        self._curation = curation
        self._editions = editions
        self.feeds.use_services(feeds)
        self.pages.use_services(reading)

    # Picks

    @reads_one_state
    def pick(self, entry: Entry, month: str, category: str, *, shown_category: str | None = None) -> ActionResult:
        """Pick under a category; a pick changes its category; the same category again drops it.

        `shown_category` is the category under which the entry was shown when the key was pressed, None if it was shown
        as not picked. Only a pick that was shown is dropped: if somebody else has just picked it there, it stays.
        A new pick counts as read, in whichever feeds its page is.
        """
        present = self.present(entry, month)
        label = self._editions.category(category, month)
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
        return self._curation.present(month, entry.id, entry.canonical_url)

    @reads_one_state
    def change(self, pick: Pick, changes: Changes) -> ActionResult:
        """Set fields of a pick as one step."""
        before = {name: getattr(pick, name) for name in changes if name in PICK_FIELDS}
        position = self._position(pick)
        kept = self._curation.change(pick, changes, version=pick.version)
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

        self._record(name, back, lambda: self._set(pick.id, after), *_ids(pick))
        return ActionResult(name, kept, self._curation.earlier(kept))

    def take_secrets_off(self, pick: Pick) -> ActionResult:
        """Passwords, tokens and gift codes off the pick's address and its links, as one step."""
        changes = self._curation.without_secrets(pick)
        return (
            self.change(pick, changes) if changes else ActionResult(msg("No link of this pick carries a secret."), pick)
        )

    def save(self, record: Pick | Edition, changes: Changes, *, sitting: str = "") -> Pick | Edition:
        """Store a text while it is typed, without an undo step (see `edited`). Raises Conflict."""
        if isinstance(record, Edition):
            return self._editions.change(record.id, changes, version=record.version, sitting=sitting)
        kept = self._curation.change(record, changes, version=record.version, sitting=sitting)
        self._remember_version(kept)
        return kept

    def edited(self, before: Pick | Edition, after: Pick | Edition, fields: Sequence[str]) -> None:
        """Record a whole editing as one step: what these fields held before and hold now."""
        old, new = ({name: getattr(record, name) for name in fields} for record in (before, after))
        if old == new:
            return
        if isinstance(after, Edition):
            month = after.id
            name = msg("Edition {month} changed", month=NamedMonth(month))
            back, again = (lambda: self._set_edition(month, new, old)), (lambda: self._set_edition(month, old, new))
            self._record(name, back, again, *fields)
            return
        pick_id, name = after.id, msg("“{title}” changed", title=_short(after))
        if list(fields) == ["comment"]:
            name = msg("Comment on “{title}” changed", title=_short(after))
        self._record(name, lambda: self._set(pick_id, old), lambda: self._set(pick_id, new), *_ids(after))

    def change_record(self, record: Pick | Edition, changes: Changes) -> ActionResult:
        """Set fields of a pick or edition as one step."""
        return self.change(record, changes) if isinstance(record, Pick) else self.change_edition(record, changes)

    @reads_one_state
    def drop(self, pick: Pick) -> ActionResult:
        """Take a pick out; its comment stays until the edition is closed."""
        kept = self._store.drop_pick(pick.id, self._clock(), version=pick.version)
        self._remember_version(kept)
        name = msg("“{title}” dropped", title=_short(kept))
        self._record(name, lambda: self._restore(pick.id), lambda: self._drop(pick.id), *_ids(pick))
        return ActionResult(name)

    @reads_one_state
    def move(self, pick: Pick, by: int) -> ActionResult:
        """Move a pick up (-1) or down (+1) within its section."""
        position = self._position(pick)
        reached = self._curation.move(pick, position + by, version=pick.version)
        kept = self._store.pick(pick.id)
        self._remember_version(kept)
        if reached == position:
            return ActionResult(_end_told(pick, by), kept, is_done=False)
        name = msg("“{title}” moved to {position}", title=_short(kept), position=reached)
        self._record(name, lambda: self._move(pick.id, position), lambda: self._move(pick.id, reached), *_ids(pick))
        return ActionResult(name, kept)

    def kept(self, pick_id: str) -> Pick:
        """A pick as the library has it now, dropped ones too. Raises NotFound."""
        return self._store.pick(pick_id)

    def carry_over(self, pick: Pick, month: str) -> ActionResult:
        """Take a pick to another edition with its words, out of this one.

        Raises UsageError if the page is picked there: what is said of it there stays. Raises EditionClosed, Conflict.
        """
        copied, dropped = self._curation.carry_over(pick, month)
        self._remember_version(dropped)
        self._remember_version(copied)
        name = msg("“{title}” carried over to {month}", title=_short(pick), month=NamedMonth(month))

        def back() -> None:  # if somebody else is in the way of one half, the pick is in both editions, not in none
            self._restore(pick.id)
            self._drop(copied.id)

        def again() -> None:
            self._restore(copied.id)
            self._drop(pick.id)

        self._record(name, back, again, *_ids(pick), copied.id)
        return ActionResult(name, copied)

    # Marks

    @reads_one_state
    def mark(
        self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None
    ) -> ActionResult:
        """Mark entries, as one step that brings back what each of them was.

        A page is read, or unread again, in all feeds in which it stands, and comes off the shortlist as a whole;
        onto it goes only the entry that is named.
        """
        wanted = read if read is not None else shortlisted
        named = {entry.id for entry in entries}
        rows = self._same_page.rows(entries, unread=read is True)
        changed = [
            row.entry
            for row in rows
            if (row.read if read is not None else row.shortlisted) != wanted
            and (row.entry.id in named or not shortlisted)
        ]
        if not changed:
            return ActionResult(msg("Nothing changed."))
        self._mark(changed, read=read, shortlisted=shortlisted)
        opposite = {"read": None if read is None else not read, "shortlisted": None if read is not None else not wanted}
        name = self._mark_name(len(changed), read, shortlisted)
        self._record(
            name,
            lambda: self._mark(changed, **opposite),
            lambda: self._mark(changed, read=read, shortlisted=shortlisted),
            # Many at once are no place to go to.
            *([entries[0].id] if len(entries) == 1 else []),
        )
        return ActionResult(name)

    # Editions

    @reads_one_state
    def change_edition(self, edition: Edition, changes: Changes) -> ActionResult:
        """Set fields of an edition as one step."""
        before = {name: getattr(edition, name) for name in changes if name in EDITION_FIELDS}
        kept = self._change_edition(edition, changes)
        after = {name: getattr(kept, name) for name in before}
        name = msg("Edition {month} changed", month=NamedMonth(edition.id))
        self._record(
            name,
            lambda: self._set_edition(edition.id, after, before),
            lambda: self._set_edition(edition.id, before, after),
            *before,
        )
        return ActionResult(name)

    def close_edition(self, month: str) -> ActionResult:
        """Freeze an edition. Undoing reopens it."""
        self._editions.ensure_near(month)
        self._editions.close(month)
        name = msg("Edition {month} closed", month=NamedMonth(month))
        self._record(name, lambda: _none(self._editions.reopen(month)), lambda: _none(self._editions.close(month)))
        return ActionResult(name, next_month=self._editions.next_open(month))

    def reopen_edition(self, month: str) -> ActionResult:
        """Make an edition a draft again. Undoing closes it."""
        self._editions.reopen(month)
        name = msg("Edition {month} reopened", month=NamedMonth(month))
        self._record(name, lambda: _none(self._editions.close(month)), lambda: _none(self._editions.reopen(month)))
        return ActionResult(name)

    def undo(self) -> Step | None:
        """Undo this session's last step; None if there is none. Raises Conflict if it is outdated."""
        return self.undo_steps.undo()

    def redo(self) -> Step | None:
        """Do again what was undone last."""
        return self.undo_steps.redo()

    # What the steps are made of

    def _pick_new(self, entry: Entry, month: str, label: str) -> ActionResult:
        self._editions.ensure_near(month)
        picked = self._curation.pick_entry(entry, month, label, {})
        kept = picked.pick
        self._remember_version(kept)
        name = msg("“{title}” picked under {category}", title=_short(kept), category=kept.category)
        if month != self._editions.current() or self._editions.is_in_doubt():
            name = msg(
                "“{title}” picked for {month}, under {category}",
                title=_short(kept),
                month=NamedMonth(month),
                category=kept.category,
            )
        unread = picked.read

        def back() -> None:
            self._drop(kept.id)
            self._mark(unread, read=False)

        def again() -> None:
            self._restore(kept.id)
            self._mark(unread, read=True)

        self._record(name, back, again, *_ids(kept))
        return ActionResult(picked.said(name), kept, picked.earlier)

    def _record(self, name: Message, undo: Callable[[], None], redo: Callable[[], None], *about: str) -> None:
        no_undo = msg("Not undone: {name}. Somebody else has changed it since; it stays as it is.", name=name)
        no_redo = msg("Not redone: {name}. Somebody else has changed it since; it stays as it is.", name=name)
        self.undo_steps.record(Step(name, _unless_overtaken(undo, no_undo), _unless_overtaken(redo, no_redo), about))

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
        picks = self._editions.picks(pick.edition_id)
        return next((number for number, other in enumerate(picks, start=1) if other.id == pick.id), 0)

    def _move(self, pick_id: str, position: int) -> None:
        self._curation.move(self._store.pick(pick_id), position, version=self._versions[pick_id])
        self._remember_version(self._store.pick(pick_id))

    def _mark(self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None) -> None:
        self._store.mark(entries, read=read, shortlisted=shortlisted)

    def _change_edition(self, edition: Edition, changes: Changes) -> Edition:
        """Set `changes`; other fields that somebody else changed meanwhile stay, new labels too."""
        present = self._store.edition(edition.id)
        alone = changes.keys() - {"labels"}  # of those none is lost, whoever arranges them
        untouched = all(getattr(present, name, None) == getattr(edition, name, None) for name in alone)
        return self._editions.change(edition.id, changes, version=present.version if untouched else edition.version)

    def _set_edition(self, month: str, left: Changes, changes: Changes) -> None:
        """Restore `changes`, if every field is as this session has `left` it."""
        present = self._store.edition(month)
        as_left = all(getattr(present, name) == value for name, value in left.items())
        self._store.change_edition(month, changes, self._clock(), version=present.version if as_left else -1)

    @staticmethod
    def _mark_name(count: int, read: bool | None, shortlisted: bool | None) -> Message:
        if read is not None:
            if read:
                return nmsg("{n} marked read", "{n} marked read", count)
            return nmsg("{n} marked unread", "{n} marked unread", count)
        return msg("Put on the shortlist") if shortlisted else msg("Taken off the shortlist")


def _short(pick: Pick) -> str:
    title = pick.shown_title
    return title if len(title) <= 40 else title[:39].rstrip() + "…"


def _ids(pick: Pick) -> tuple[str, ...]:
    """The ids under which a pick is shown: in its edition, and its entry's."""
    return (pick.id, pick.entry_id) if pick.entry_id else (pick.id,)


def _unless_overtaken(step: Callable[[], None], refused: Message) -> Callable[[], None]:
    """Run the step; a conflict is told as impossible, as there are no two texts to compare."""

    def stepped() -> None:
        try:
            step()
        except Conflict as conflict:
            raise Conflict(refused) from conflict

    return stepped


def _none(_: object) -> None:
    """For steps: what a change returns is of no interest there."""


def _end_told(pick: Pick, by: int) -> Message:
    """Why a pick has not moved; a pick goes to another section by its category."""
    if by < 0:
        return msg(
            "It is the first under {category} already; t puts it under another category.", category=pick.category
        )
    return msg("It is the last under {category} already; t puts it under another category.", category=pick.category)
