"""What picking, commenting, moving and closing change: decisions for every backend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from operator import attrgetter

from digest.domain.edition import (
    EDITION_FIELDS,
    PICK_FIELDS,
    Changes,
    Edition,
    Frozen,
    Pick,
    Revision,
    ensure_open,
    pick_of,
)
from digest.domain.errors import Conflict, NotFound, UsageError
from digest.domain.event import Event
from digest.domain.message import msg
from digest.domain.month import NamedMonth, is_month
from digest.domain.receipt import Receipt, receipt_of, with_receipt
from digest.domain.text import fold, known_spelling
from digest.domain.url import canonical
from digest.storage.rules.changes import changed, texts
from digest.storage.rules.history import Actor, Recorded, State, recorded

# What the Store alone decides when an edition has the pick already; every other field is taken over if not empty.
_STORE_FIELDS = frozenset({
    "id", "edition_id", "category", "rank", "dropped", "created", "changed", "version", "curator", "edited_by",
})  # fmt: skip
_TAKEN_OVER = tuple(field.name for field in fields(Pick) if field.name not in _STORE_FIELDS)

_by_rank = attrgetter("rank", "id")


class OpenEdition:
    """One edition with all its picks, dropped ones too, while one thing is changed.

    A backend fills it inside its lock, calls one method, and keeps `edition` and `picks` as they are then, together
    with what the act `adds` to the history. What changes nothing leaves them equal to what they were.
    """

    def __init__(self, edition: Edition, picks: Iterable[Pick], actor: Actor) -> None:
        self.edition = edition
        self.picks = {pick.id: pick for pick in sorted(picks, key=_by_rank)}
        self._actor = actor
        self._before = State(edition, self.picks.copy())
        self._is_import = False

    @property
    def is_changed(self) -> bool:
        """False if nothing is to be kept."""
        return State(self.edition, self.picks) != self._before

    def adds(self, last: Sequence[Event]) -> Recorded:
        """What becomes of the history, whose last events these are (`rules.history.recorded`)."""
        after = State(self.edition, dict(sorted(self.picks.items(), key=lambda item: _by_rank(item[1]))))
        return recorded(self._before, after, self._actor, last, is_import=self._is_import)

    def add(self, pick: Pick, *, id_taken: bool) -> Pick:
        """See `Store.add_pick`. Raises ValueError if a new pick's id is taken: a bug."""
        ensure_open(self.edition)
        present = pick_of(self.picks.values(), pick.entry_id, pick.canonical_url)  # rather one that is not dropped
        if present is not None:
            taken = {name: value for name in _TAKEN_OVER if (value := getattr(pick, name))}
            wanted = replace(present, **taken, category=self._known(pick.category) or present.category, dropped=False)
            if present.dropped:
                wanted = replace(wanted, curator=pick.curator or self._actor.curator or present.curator)
            kept = self._keep(present, self._written(present, self._in_section(present, wanted)))
        elif id_taken:
            raise ValueError(f"the pick id {pick.id!r} is in use")
        else:
            now, name = self._actor.now, self._actor.curator
            kept = replace(
                pick, category=self._known(pick.category), rank=self._last_rank() + 1, dropped=False, created=now,
                changed=now, version=1, curator=pick.curator or name, edited_by=pick.edited_by or name,
            )  # fmt: skip
            self.picks[kept.id] = kept
        self._remember_label(kept.category)
        return kept

    def change(self, pick_id: str, changes: Changes, version: int | None) -> Pick:
        """See `Store.change_pick`. A changed address changes what the pick is compared by."""
        present = self._to_be_changed(pick_id, version, changes)
        wanted = changed(present, changes, PICK_FIELDS)
        if "category" in changes:
            wanted = replace(wanted, category=self._known(wanted.category))
        if wanted.url != present.url:
            wanted = replace(wanted, canonical_url=canonical(wanted.url))
        kept = self._keep(present, self._written(present, self._in_section(present, wanted)))
        self._remember_label(kept.category)
        return kept

    def move(self, pick_id: str, before: str | None, version: int | None) -> Pick:
        """See `Store.move_pick`.

        Only the moved pick gets a new version: the others only get new ranks, and somebody who is writing a comment on
        one of them must not get a Conflict.
        """
        present = self._to_be_changed(pick_id, version, {})
        if before is not None and before not in self.picks:
            raise no_pick(before)
        order = [other for other in self.picks if other != pick_id or before == pick_id]
        if before != pick_id:
            order.insert(len(order) if before is None else order.index(before), pick_id)
        if order == list(self.picks):
            return present
        self.picks = {other: replace(self.picks[other], rank=rank) for rank, other in enumerate(order, start=1)}
        self.picks[pick_id] = kept = replace(self.picks[pick_id], changed=self._actor.now, version=present.version + 1)
        return kept

    def set_dropped(self, pick_id: str, version: int | None, *, dropped: bool) -> Pick:
        """See `Store.drop_pick` and `restore_pick`; the rank stays, for restoring its place."""
        present = self._to_be_changed(pick_id, version, {})
        return self._keep(present, replace(present, dropped=dropped))

    def change_edition(self, changes: Changes, version: int | None) -> Edition:
        """See `Store.change_edition`. Labels in use that new `labels` forget are put behind them."""
        if set(changes) != {"url"}:
            ensure_open(self.edition)
        self._refuse_older(version, changes)
        wanted = changed(self.edition, changes, EDITION_FIELDS)
        if "labels" in changes:
            used = (pick.category for pick in self.picks.values() if not pick.dropped)
            wanted = replace(wanted, labels=_each_once((*wanted.labels, *used)))
        return self._keep_edition(wanted)

    def keep_receipt(self, receipt: Receipt, instead_of: Receipt | None) -> Edition:
        """See `Store.keep_receipt`. The version stays, so that no editing meets a conflict."""
        if receipt_of(self.edition.receipts, receipt.target) != instead_of:
            raise _conflict("", "")
        self.edition = replace(
            self.edition,
            receipts=with_receipt(self.edition.receipts, receipt),
            created=self.edition.created or self._actor.now,
            changed=self.edition.changed or self._actor.now,
            version=max(self.edition.version, 1),
        )
        return self.edition

    def revise(self, revision: Revision) -> Edition:
        """See `Store.revise_edition`. All versions are compared before anything is changed."""
        ensure_open(self.edition)
        self._refuse_older(revision.versions.get(""), revision.edition)
        for pick_id, version in revision.versions.items():
            if pick_id:
                self._to_be_changed(pick_id, version, revision.picks.get(pick_id, {}))
        for pick_id, changes in revision.picks.items():
            self.change(pick_id, changes, None)
        for pick_id in revision.dropped:
            self.set_dropped(pick_id, None, dropped=True)
        if revision.order:
            self._arrange(revision.order)
        if revision.edition:
            self.change_edition(revision.edition, None)
        return self.edition

    def take_in(self, edition: Edition, picks: Sequence[Pick], *, ids_taken: bool) -> Edition:
        """See `Store.import_edition`. Raises ValueError if a pick's id is taken: a bug."""
        if self.edition.version or self.picks:
            raise UsageError(
                msg("There is an edition {edition} already.", edition=NamedMonth(edition.id)),
                msg("Nothing is overwritten; name another month with --month."),
            )
        if ids_taken or len({pick.id for pick in picks}) < len(picks):
            raise ValueError("a pick id is in use")
        ranked = (replace(pick, edition_id=edition.id, rank=rank) for rank, pick in enumerate(picks, start=1))
        self.picks = {pick.id: pick for pick in ranked}
        labels = _each_once((*edition.labels, *(pick.category for pick in picks)))
        self.edition = replace(edition, labels=labels, version=max(edition.version, 1))
        self._is_import = True
        return self.edition

    def close(self, frozen: Frozen, version: int | None, picks: Mapping[str, int] | None) -> Edition:
        """See `Store.close_edition`."""
        ensure_open(self.edition)
        self._refuse_older(version, {})
        present = {pick.id: pick.version for pick in self.picks.values() if not pick.dropped}
        if picks is not None and dict(picks) != present:
            raise _conflict("", "")
        self.picks = {pick.id: pick for pick in self.picks.values() if not pick.dropped}
        first = self.edition.first_closed or self._actor.now
        return self._keep_edition(replace(self.edition, frozen=frozen, closed=self._actor.now, first_closed=first))

    def reopen(self, version: int | None) -> Edition:
        """See `Store.reopen_edition`."""
        if not self.edition.is_closed:
            return self.edition
        self._refuse_older(version, {})
        first = self.edition.first_closed or self.edition.closed
        return self._keep_edition(replace(self.edition, frozen=None, closed=None, first_closed=first))

    def remove(self, *, discard: bool) -> None:
        """See `Store.remove_edition`."""
        ensure_open(self.edition)
        named = NamedMonth(self.edition.id)
        written = any(getattr(self.edition, name) for name in EDITION_FIELDS if name != "labels")
        if written or not all(pick.dropped for pick in self.picks.values()):
            raise UsageError(
                msg("The edition {edition} is not empty.", edition=named),
                msg("Drop its picks and empty its texts before: “digest edition show {edition}”.", edition=named.id),
            )
        if not discard and any(pick.comment.strip() for pick in self.picks.values()):
            raise UsageError(
                msg("The edition {edition} still keeps comments of dropped picks.", edition=named),
                msg("Pick them again to keep the comments; --discard lets go of them."),
            )
        self.edition, self.picks = Edition(self.edition.id), {}

    def _arrange(self, order: Sequence[str]) -> None:
        """Rank the picks again, without changing a version; dropped ones keep their place."""
        staying = [pick.id for pick in self.picks.values() if not pick.dropped]
        if sorted(order) != sorted(staying):
            raise ValueError("an order must name every pick once")
        following = iter(order)
        ids = [pick.id if pick.dropped else next(following) for pick in self.picks.values()]
        if ids != list(self.picks):
            self.picks = {pick_id: replace(self.picks[pick_id], rank=rank) for rank, pick_id in enumerate(ids, start=1)}

    def _to_be_changed(self, pick_id: str, version: int | None, changes: Changes) -> Pick:
        """The pick; first writer wins: raises Conflict if it is not in the caller's `version`.

        The Conflict has both texts. None asks for no version. Raises NotFound, EditionClosed as well.
        """
        present = self.picks.get(pick_id)
        if present is None:
            raise no_pick(pick_id)
        ensure_open(self.edition)
        if version is not None and version != present.version:
            # A move or a drop has no text of its own; shown is what the other curator may have written meanwhile.
            theirs, ours = texts(present, changes or {"comment": ""})
            raise _conflict(theirs, ours)
        return present

    def _written(self, present: Pick, wanted: Pick) -> Pick:
        """The pick as changed, with the curator who changed it as its last writer."""
        return wanted if wanted == present else replace(wanted, edited_by=self._actor.curator or present.edited_by)

    def _in_section(self, present: Pick, wanted: Pick) -> Pick:
        """A pick that comes into another section stands at its end, as a new one does."""
        if fold(wanted.category) == fold(present.category) or present.rank == self._last_rank():
            return wanted
        return replace(wanted, rank=self._last_rank() + 1)

    def _last_rank(self) -> int:
        return max((pick.rank for pick in self.picks.values()), default=0)

    def _keep(self, present: Pick, wanted: Pick) -> Pick:
        if wanted == present:
            return present
        kept = replace(wanted, changed=self._actor.now, version=present.version + 1)
        if kept.rank != present.rank:
            del self.picks[present.id]  # they stand in their order
        self.picks[present.id] = kept
        return kept

    def _keep_edition(self, wanted: Edition) -> Edition:
        if wanted != self.edition:
            self.edition = replace(
                wanted,
                created=self.edition.created or self._actor.now,
                changed=self._actor.now,
                version=self.edition.version + 1,
            )
        return self.edition

    def _known(self, label: str) -> str:
        """A label that a section has in another spelling ("ue" for "ü"), in that one.

        Whoever picks has looked for it already, but not for what others are naming at the same moment.
        """
        labels = self.edition.labels
        return label if fold(label) in map(fold, labels) else known_spelling(label, labels)

    def _remember_label(self, label: str) -> None:
        labels = _each_once((*self.edition.labels, label))
        self._keep_edition(replace(self.edition, labels=labels, created=self.edition.created or self._actor.now))

    def _refuse_older(self, version: int | None, changes: Changes) -> None:
        if version is not None and version != self.edition.version:
            raise _conflict(*texts(self.edition, changes))


def checked_edition_id(edition_id: str) -> str:
    """The id of an edition that may be written: a month. Raises UsageError."""
    if not is_month(edition_id):
        raise UsageError(
            msg("“{edition}” is not a month.", edition=edition_id), msg("An edition is named like 2026-11.")
        )
    return edition_id


def by_rank(picks: Iterable[Pick]) -> list[Pick]:
    return sorted(picks, key=_by_rank)


def newest_first(picks: Iterable[Pick]) -> list[Pick]:
    """Picks of several editions: the newest edition first, the curator's order within each."""
    return sorted(by_rank(picks), key=lambda pick: pick.edition_id, reverse=True)


def _each_once(labels: Iterable[str]) -> tuple[str, ...]:
    """Every label once, in the spelling that came first."""
    spelling: dict[str, str] = {}
    for label in labels:
        if label:
            spelling.setdefault(fold(label), label)
    return tuple(spelling.values())


def no_pick(pick_id: str) -> NotFound:
    return NotFound(msg("There is no pick “{id}”.", id=pick_id), msg("“digest picks” lists the picks."))


def _conflict(theirs: str, ours: str) -> Conflict:
    return Conflict(
        msg("Somebody else changed this meanwhile; your change was not written."),
        msg("Compare both texts, then save again."),
        theirs=theirs,
        ours=ours,
    )
