"""What the check says of the edition; each line leads to its place."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.preflight.remark import Remark, Severity
from digest.tui.widgets.cells import cell_text

_MARKS = {Severity.ERROR: ("✗", "bold $text-error"), Severity.WARNING: ("•", "$text-warning")}


class RemarkList(OptionList):
    """Choosing a line posts `Chosen`."""

    class Chosen(Message):
        """A remark was chosen by key or mouse."""

        def __init__(self, remark: Remark) -> None:
            super().__init__()
            self.remark = remark

    def __init__(self) -> None:
        super().__init__(id="remarks", markup=False)
        self._remarks: list[Remark] = []

    def show(self, remarks: Sequence[Remark]) -> None:
        """Show these remarks; the highlight stays on the same one, or at its place."""
        if list(remarks) == self._remarks:
            return
        before, place = self.remark, self.highlighted
        self._remarks = list(remarks)
        self.set_options(Option(_line(remark)) for remark in remarks)
        if before in self._remarks:
            self.highlighted = self._remarks.index(before)
        elif place is not None and self._remarks:
            self.highlighted = min(place, len(self._remarks) - 1)

    @property
    def remark(self) -> Remark | None:
        """The remark under the highlight."""
        if self.highlighted is None or self.highlighted >= len(self._remarks):
            return None
        return self._remarks[self.highlighted]

    def next(self) -> Remark | None:
        """Go on to the next remark, after the last to the first; None where there is none."""
        if not self._remarks:
            return None
        here = -1 if self.highlighted is None else self.highlighted
        self.highlighted = (here + 1) % len(self._remarks)
        return self.remark

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self._remarks[event.option_index]))


def _line(remark: Remark) -> Content:
    mark, style = _MARKS[remark.severity]
    return Content.styled(mark, style) + Content(" " + cell_text(tell(remark.message)))
