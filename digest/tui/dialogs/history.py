"""The history of an edition: who did what when, with earlier texts to bring back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from digest.config.clock import local
from digest.config.language import tell
from digest.domain.event import Event
from digest.domain.message import msg
from digest.services.curation.edition_log import diff
from digest.services.curation.event_words import event_words
from digest.tui.widgets.cells import cell_text

#: Fields whose earlier texts can be brought back.
_LONG_TEXTS = frozenset({"comment", "intro", "outro"})


class HistoryDialog(ModalScreen[Event | None]):
    """Gives the event whose text is to stand there again, or None.

    `events` are the edition's, oldest first; `pick` is the id of the one under the cursor: its events come first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,H", "dismiss(None)", ""),
        ("a", "all", ""),
        ("j", "move(1)", ""),
        ("k", "move(-1)", ""),
    ]

    def __init__(self, events: Sequence[Event], names: dict[str, str], pick: str = "", title: str = "") -> None:
        super().__init__()
        self._events = list(events)
        self._names = names
        self._pick = pick
        self._title = title
        self._is_all = not any(event.pick == pick for event in events) or not pick
        self._shown: list[Event] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog large history"):
            yield Static(id="history-title", markup=False)
            yield OptionList(id="history-list", markup=False, compact=True)
            with VerticalScroll(id="history-text", can_focus=False):
                yield Static(id="history-change", markup=False)
            yield Static(id="history-keys", markup=False)

    def on_mount(self) -> None:
        self._show()
        self.query_one(OptionList).focus()

    def action_all(self) -> None:
        """The whole edition's events, or only the pick's."""
        if self._pick:
            self._is_all = not self._is_all
            self._show()

    def action_move(self, by: int) -> None:
        """Down and up as everywhere."""
        listed = self.query_one(OptionList)
        if self._shown:
            listed.highlighted = max(0, min(len(self._shown) - 1, (listed.highlighted or 0) + by))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.query_one("#history-change", Static).update(Content("\n".join(self._change(event.option_index))))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        chosen = self._shown[event.option_index]
        if self._may_come_back(chosen):
            self.dismiss(chosen)

    def _show(self) -> None:
        events = [event for event in self._events if self._is_all or event.pick == self._pick]
        self._shown = events[::-1]
        heading = msg("History of the edition") if self._is_all else msg("History of “{title}”", title=self._title)
        self.query_one("#history-title", Static).update(Content.styled(cell_text(tell(heading)), "bold"))
        listed = self.query_one(OptionList)
        listed.set_options(Option(Content(cell_text(self._line(event)))) for event in self._shown)
        listed.highlighted = 0 if self._shown else None
        if not self._shown:
            nothing = tell(msg("Nothing is recorded yet."))
            self.query_one("#history-change", Static).update(Content(nothing))
        keys = [tell(msg("⏎ brings this text back · Esc back"))]
        if self._pick:
            keys.append(tell(msg("a only this pick") if self._is_all else msg("a the whole edition")))
        self.query_one("#history-keys", Static).update(Content(" · ".join(keys)))

    def _line(self, event: Event) -> str:
        when = local(event.at).strftime(tell(msg("%b %d %H:%M")))
        who = self._names.get(event.by, event.by)
        return f"{when}  {who or '–'}  {tell(event_words(event))}"

    def _change(self, place: int) -> list[str]:
        """How the text read before and reads after; nothing for what is no text."""
        event = self._shown[place]
        if not event.is_text or event.field not in _LONG_TEXTS:
            return [cell_text(event.text)] if event.text else []
        same = [one for one in self._events if one.is_text and (one.pick, one.field) == (event.pick, event.field)]
        before = same[: same.index(event)]
        lines = diff(before[-1].text if before else "", event.text)
        return [cell_text(line) for line in lines] or [tell(msg("The text is empty."))]

    def _may_come_back(self, event: Event) -> bool:
        return event.is_text and event.field in _LONG_TEXTS
