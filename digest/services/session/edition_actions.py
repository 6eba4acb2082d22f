"""Changes of editions, each a step of undo.

Undoing checks what is there: an edition in which somebody else changed the same since raises Conflict and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.domain.edition import EDITION_FIELDS, Changes, Edition
from digest.domain.message import msg
from digest.domain.month import NamedMonth
from digest.services.session.action_result import ActionResult
from digest.services.session.undo import UndoSteps
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.services.session.services import Services


class EditionActions:
    """Every method is atomic and returns when it is kept."""

    def __init__(self, store: Store, clock: Clock, services: Services, steps: UndoSteps) -> None:
        self._store = store
        self._clock = clock
        self._services = services
        self._steps = steps

    def change(self, edition: Edition, changes: Changes) -> ActionResult:
        """Set fields of an edition as one step."""
        before = {name: getattr(edition, name) for name in changes if name in EDITION_FIELDS}
        with self._store.moment():
            kept = self._change(edition, changes)
        after = {name: getattr(kept, name) for name in before}
        name = msg("Edition {month} changed", month=NamedMonth(edition.id))
        self._steps.record_guarded(
            name,
            lambda: self._set(edition.id, after, before),
            lambda: self._set(edition.id, before, after),
            *before,
        )
        return ActionResult(name)

    def save(self, edition: Edition, changes: Changes, *, sitting: str = "") -> Edition:
        """Store a text while it is typed, without an undo step (see `edited`). Raises Conflict."""
        return self._services.editions.change(edition.id, changes, version=edition.version, sitting=sitting)

    def edited(self, before: Edition, after: Edition, fields: Sequence[str]) -> None:
        """Record a whole editing as one step: what these fields held before and hold now."""
        old, new = ({name: getattr(edition, name) for name in fields} for edition in (before, after))
        if old != new:
            self._steps.record_guarded(
                msg("Edition {month} changed", month=NamedMonth(after.id)),
                lambda: self._set(after.id, new, old),
                lambda: self._set(after.id, old, new),
                *fields,
            )

    def close(self, month: str) -> ActionResult:
        """Freeze an edition. Undoing reopens it."""
        self._services.editions.ensure_near(month)
        self._services.editions.close(month)
        name = msg("Edition {month} closed", month=NamedMonth(month))
        self._steps.record_guarded(
            name, lambda: self._services.editions.reopen(month), lambda: self._services.editions.close(month), month
        )
        return ActionResult(name, next_month=self._services.editions.next_open(month))

    def reopen(self, month: str) -> ActionResult:
        """Make an edition a draft again. Undoing closes it."""
        self._services.editions.reopen(month)
        name = msg("Edition {month} reopened", month=NamedMonth(month))
        self._steps.record_guarded(
            name, lambda: self._services.editions.close(month), lambda: self._services.editions.reopen(month)
        )
        return ActionResult(name)

    def _change(self, edition: Edition, changes: Changes) -> Edition:
        """Set `changes`; other fields that somebody else changed meanwhile stay, new labels too."""
        present = self._store.edition(edition.id)
        alone = changes.keys() - {"labels"}  # arranging them loses none that somebody else has added
        untouched = all(getattr(present, name, None) == getattr(edition, name, None) for name in alone)
        return self._services.editions.change(
            edition.id, changes, version=present.version if untouched else edition.version
        )

    def _set(self, month: str, left: Changes, changes: Changes) -> None:
        """Restore `changes`, if every field is as this session has `left` it."""
        present = self._store.edition(month)
        as_left = all(getattr(present, name) == value for name, value in left.items())
        self._store.change_edition(month, changes, self._clock(), version=present.version if as_left else -1)
