"""What the check says of the edition; each line leads to its place."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.message import msg, nmsg
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
        # The remark behind the one last visited, if that one has gone: `next` goes to it and not past it.
        self._due: Remark | None = None

    def show(self, remarks: Sequence[Remark]) -> None:
        """Show these remarks; the highlight stays on its remark, or goes to the one after it."""
        if list(remarks) == self._remarks:
            return
        before, place, old = self.remark, self.highlighted, self._remarks
        was_due = self._due is not None and self._due == before
        self._remarks, self._due = list(remarks), None
        self.set_options(Option(_line(remark)) for remark in remarks)
        if place is None or not self._remarks:
            return
        if before not in self._remarks:
            # From the end on to the beginning, as `next` goes; if no old remark is left, to the one in its place.
            following = (remark for remark in [*old[place + 1 :], *old[:place]] if remark in self._remarks)
            before = next(following, self._remarks[min(place, len(self._remarks) - 1)])
            was_due = True
        self.highlighted = self._remarks.index(before)
        self._due = before if was_due else None

    @property
    def remark(self) -> Remark | None:
        """The remark under the highlight."""
        if self.highlighted is None or self.highlighted >= len(self._remarks):
            return None
        return self._remarks[self.highlighted]

    def next(self) -> Remark | None:
        """Go to the next remark, after the last to the first; None if there is none."""
        if not self._remarks:
            return None
        if self._due is None or self._due != self.remark:
            here = -1 if self.highlighted is None else self.highlighted
            self.highlighted = (here + 1) % len(self._remarks)
        self._due = None
        return self.remark

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self._remarks[event.option_index]))


def _line(remark: Remark) -> Content:
    mark, style = _MARKS[remark.severity]
    return Content.styled(mark, style) + Content(" " + cell_text(tell(remark.message)))


def check_words(remarks: Sequence[Remark]) -> str:
    """What the check came to: "Check: 1 error, 2 hints"."""
    errors = sum(remark.severity is Severity.ERROR for remark in remarks)
    warnings = len(remarks) - errors
    counts = ", ".join(
        tell(count)
        for count in (nmsg("{n} error", "{n} errors", errors), nmsg("{n} hint", "{n} hints", warnings))
        if count.count
    )
    return tell(msg("Check: {counts}", counts=counts or tell(msg("nothing to mend"))))
