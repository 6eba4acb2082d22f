"""Editing the texts of a pick or an edition: kept while one types, one step of undo in the end.

What somebody else changes meanwhile stays, where this editing has left the field alone. Where both changed the
same field, neither is lost: theirs stands in the library, ours in a draft (`services.drafts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from digest.domain.edition import Edition, Pick
from digest.domain.errors import Conflict, EditionClosed, NotFound
from digest.domain.message import Message, msg
from digest.domain.url import web_address
from digest.services.drafts import Draft, Drafts
from digest.services.workbench import Workbench
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a saving. `refused`: why a field is not kept as it stands; `drafts` hold what met a conflict."""

    refused: Message | None = None
    drafts: tuple[Draft, ...] = ()


class Editing:
    """One editing of one record, from when it was read to `finish`. Not for several threads at once."""

    def __init__(self, record: Pick | Edition, store: Store, workbench: Workbench, drafts: Drafts) -> None:
        self._begun = self._kept = record
        self._store = store
        self._workbench = workbench
        self._drafts = drafts
        self._typed: dict[str, str] = {}
        self._ours: set[str] = set()

    def save(self, fields: Mapping[str, str]) -> Saved:
        """Keep the fields that differ from what was kept last."""
        changes = {name: text for name, text in fields.items() if self._last(name) != text}
        refused = None
        if "url" in changes and web_address(changes["url"]) is None:
            refused = msg("“{url}” is not a web address.", url=changes.pop("url"))
        if not changes:
            return Saved(refused)
        try:
            drafts = self._write(changes)
        except (EditionClosed, NotFound) as error:
            return Saved(error.message, self._keep_all(changes))
        return Saved(refused, drafts)

    def finish(self) -> None:
        """Record what this editing has changed as one step."""
        if self._ours:
            self._workbench.edited(self._begun, self._kept, sorted(self._ours))

    def _last(self, name: str) -> str:
        return self._typed[name] if name in self._typed else str(getattr(self._begun, name))

    def _write(self, changes: Mapping[str, str]) -> tuple[Draft, ...]:
        lost: tuple[Draft, ...] = ()
        mine = dict(changes)
        while mine:
            try:
                self._kept = self._workbench.save(self._kept, mine)
            except Conflict:
                present = self._present()
                met = [name for name in mine if self._both_changed(name, mine[name], present)]
                lost += tuple(
                    self._drafts.keep(present, name, mine.pop(name), getattr(present, name)) for name in met
                )  # fmt: skip
                self._kept = present
                self._typed |= {name: changes[name] for name in met}
            else:
                self._typed |= mine
                self._ours |= set(mine)
                break
        return lost

    def _both_changed(self, name: str, text: str, present: Pick | Edition) -> bool:
        theirs = getattr(present, name)
        return theirs not in (getattr(self._kept, name), text)

    def _keep_all(self, changes: Mapping[str, str]) -> tuple[Draft, ...]:
        """For when there is nothing to write to any more: what was typed stays as drafts."""
        self._typed |= changes
        return tuple(self._drafts.keep(self._begun, name, text, "") for name, text in changes.items())

    def _present(self) -> Pick | Edition:
        if isinstance(self._begun, Pick):
            return self._store.pick(self._begun.id)
        return self._store.edition(self._begun.id)
