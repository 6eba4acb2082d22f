"""The month at a glance; [ and ] turn to other months, without changing the one at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from digest.config.language import tell
from digest.domain.message import Message, msg
from digest.domain.month import NamedMonth, next_month, previous_month
from digest.services.curation.month_view import MonthView
from digest.services.curation.month_words import MonthRow, month_sections
from digest.tui.widgets.cells import cell_text, fit

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

_NAME_CELLS = 26
_CHART_CELLS = 13


class MonthDialog(ModalScreen[None]):
    """Text to be read; what it says also says `digest stats --month`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,V", "dismiss", ""),
        ("left_square_bracket,less_than_sign", "turn(-1)", ""),
        ("right_square_bracket,greater_than_sign", "turn(1)", ""),
        ("j,down", "scroll(1)", ""),
        ("k,up", "scroll(-1)", ""),
        ("pagedown,space,ctrl+d", "page(1)", ""),
        ("pageup,ctrl+u", "page(-1)", ""),
        ("g,home", "page(-1000)", ""),
        ("G,end", "page(1000)", ""),
        ("s,S", "shortlist", ""),
    ]

    app: Program

    def __init__(self, month: str) -> None:
        super().__init__()
        self._month = month
        self._asked = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog large"):
            yield Static(id="month-name", markup=False)
            with VerticalScroll(id="month-scroll", can_focus=False):
                yield Static(id="month-text", markup=False)
            yield Static(
                tell(msg("[ ] other months · j k scroll · s shortlist · Esc back")), markup=False, classes="hint"
            )

    def on_mount(self) -> None:
        self._load()

    def action_turn(self, by: int) -> None:
        """To the month before or after."""
        self._month = next_month(self._month) if by > 0 else previous_month(self._month)
        self._load()

    def action_scroll(self, by: int) -> None:
        self._scroll.scroll_relative(y=by, animate=False, immediate=True)

    def action_page(self, by: int) -> None:
        self._scroll.scroll_relative(y=by * max(1, self._scroll.size.height - 1), animate=False, immediate=True)

    def action_shortlist(self) -> None:
        """To the shortlist, which holds what is missing."""
        self.dismiss()
        self.app.navigation.view("shortlist")

    def _load(self) -> None:
        self._asked += 1
        number, month, months = self._asked, self._month, self.app.library.month_views

        def then(view: MonthView) -> None:
            if number == self._asked and self.is_mounted:
                self._show(view)

        self.app.work_queue.change(lambda: months.view(month), then)

    def _show(self, view: MonthView) -> None:
        count = msg("{n} of {target} picks", n=view.picks[-1], target=view.target)
        name = tell(msg("{month} · {count}", month=NamedMonth(view.month), count=count))
        self.query_one("#month-name", Static).update(Content.styled(name, "bold"))
        text = Content("")
        for section in month_sections(view):
            text += Content.styled(f"\n{tell(section.title)}\n", "bold")
            for row in section.rows:
                text += Content(f"{_line(row)}\n")
        self.query_one("#month-text", Static).update(text)
        self._scroll.scroll_home(animate=False)

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one("#month-scroll", VerticalScroll)


def _line(row: MonthRow) -> str:
    name, words = cell_text(_told(row.name)), cell_text(_told(row.words))
    if not row.chart and not words:
        return f"  {name}"
    return f"  {fit(name, _NAME_CELLS)} {row.chart}{' ' * (_CHART_CELLS - cell_len(row.chart))} {words}".rstrip()


def _told(text: str | Message) -> str:
    return text if isinstance(text, str) else tell(text)
