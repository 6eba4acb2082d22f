"""Moving in the edition: in its list, or in the remarks of the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.remark_list import RemarkList

if TYPE_CHECKING:
    from digest.tui.edition.edition_editing import EditionEditing

_FAR = 10_000


class EditionMoving:
    """Movement goes to the pane that has the focus; while a form is open, nowhere."""

    def __init__(self, entries: EditionList, remarks: RemarkList, editing: EditionEditing) -> None:
        self._list = entries
        self._remarks = remarks
        self._editing = editing

    def by(self, lines: int) -> None:
        """Some lines down (or up)."""
        remarks = self._remarks
        if self._editing.is_open:
            return
        if remarks.has_focus:
            for _ in range(min(abs(lines), remarks.option_count)):
                (remarks.action_cursor_down if lines > 0 else remarks.action_cursor_up)()
        else:
            self._list.move_by(lines)

    def page(self, pages: float) -> None:
        """Some pages down (or up)."""
        self.by(round(pages * self._list.size.height))

    def first(self) -> None:
        """To the top."""
        self.by(-_FAR)

    def last(self) -> None:
        """To the end."""
        self.by(_FAR)

    def pane(self, _by: int) -> None:
        """From the list to the remarks, or back."""
        remarks, listed = self._remarks, self._list
        if not self._editing.is_open:
            (listed if remarks.has_focus else remarks).focus()
