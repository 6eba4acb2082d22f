"""From what the check says to the place that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.domain.preflight.remark import Remark
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.remark_list import RemarkList
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.tui.edition.edition_editing import EditionEditing
    from digest.tui.host import Host

#: Where a remark is about what the edition lacks, picks are what it needs: the shortlist has them.
_LACKING = frozenset({"picks", "labels"})


class Remarks:
    """`n` goes from place to place; Enter on a remark opens it for editing."""

    def __init__(self, host: Host, editing: EditionEditing, entries: EditionList, remarks: RemarkList) -> None:
        self._host = host
        self._editing = editing
        self._list = entries
        self._remarks = remarks
        self._field = ""

    def next_problem(self) -> None:
        """Go to the next place that the check names."""
        remark = self._remarks.next()
        if remark is None:
            self._host.say(msg("The check finds nothing to mend."))
        else:
            self._go(remark)

    def edit(self) -> None:
        """Edit what is under the cursor; after `n`, start with the field the remark is about."""
        self._editing.edit_at(self._field)

    def open(self, remark: Remark) -> None:
        """Edit the place of a remark; for picks that are missing, go to the shortlist."""
        if remark.place.field in _LACKING and not remark.place.pick_id:
            self._host.navigation.inbox(View("shortlist"))
        else:
            self._go(remark)
            self._editing.edit_at(self._field)

    def is_at(self, remark: Remark) -> bool:
        """True while the cursor stands where `n` or a choice has led for this remark."""
        return bool(self._field) and self._list.key == _line_of(remark)

    def at_hand(self) -> Remark | None:
        """The remark that `n` or a choice led to, or the highlighted one if remarks have the focus."""
        remark = self._remarks.remark
        return remark if remark is not None and (self._remarks.has_focus or self.is_at(remark)) else None

    def cursor_moved(self, key: str) -> None:
        """Elsewhere, no remark is at hand."""
        remark = self._remarks.remark
        if remark is None or key != _line_of(remark):
            self._field = ""

    def _go(self, remark: Remark) -> None:
        self._field = remark.place.field
        self._list.select(_line_of(remark))


def _line_of(remark: Remark) -> str:
    field = remark.place.field
    return remark.place.pick_id or (field if field in ("intro", "outro") else "title")
