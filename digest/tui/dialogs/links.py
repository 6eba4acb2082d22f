"""The links of a text by number: to be opened, picked, shortlisted or copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.message import Message, msg
from digest.domain.shown_address import shown_address
from digest.domain.text_links import TextLink
from digest.tui.widgets.cells import cell_text

#: What can be done with a link, by key.
ACTIONS: dict[str, Message] = {
    "o": msg("open"),
    "p": msg("pick"),
    "s": msg("shortlist"),
    "y": msg("copy address"),
}


class LinkChosen(NamedTuple):
    """A link, and the key of `ACTIONS` for what is wanted of it."""

    action: str
    link: TextLink


class LinksDialog(ModalScreen[LinkChosen | None]):
    """A number acts as the last of the keys o, p, s, y; Enter acts on the link at the cursor."""

    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,l,h", "dismiss(None)", ""),
        ("j,down", "move(1)", ""),
        ("k,up", "move(-1)", ""),
        ("pagedown", "move(10)", ""),
        ("pageup", "move(-10)", ""),
        ("enter", "take", ""),
        ("tab,shift+tab", "nothing", ""),
    ]

    def __init__(self, links: Sequence[TextLink]) -> None:
        super().__init__()
        self._links = list(links)
        self._action = "o"
        self._number = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog large"):
            yield Static(tell(msg("Links in this text")), markup=False)
            yield OptionList(id="links-list", markup=False, compact=True)
            yield Static(id="links-said", markup=False, classes="said")

    def on_mount(self) -> None:
        listed = self.query_one(OptionList)
        listed.can_focus = False
        listed.set_options(Option(Content(cell_text(_line(link)))) for link in self._links)
        listed.highlighted = 0
        self._say()

    def on_key(self, event: Key) -> None:
        """Digits and actions; whatever else has its binding."""
        if event.key in ACTIONS:
            event.stop()
            self._action, self._number = event.key, 0
            self._say()
        elif event.key.isdecimal() and len(event.key) == 1:
            event.stop()
            self._type_number(int(event.key))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(LinkChosen(self._action, self._links[event.option_index]))

    def action_move(self, by: int) -> None:
        """To another link."""
        listed = self.query_one(OptionList)
        self._number = 0
        listed.highlighted = max(0, min(len(self._links) - 1, (listed.highlighted or 0) + by))
        self._say()

    def action_take(self) -> None:
        """The link under the cursor."""
        self.dismiss(LinkChosen(self._action, self._links[self.query_one(OptionList).highlighted or 0]))

    def action_nothing(self) -> None:
        """There is one list, so Tab has nowhere to go."""

    def _type_number(self, digit: int) -> None:
        """One more digit; a number that cannot become another one is taken at once."""
        number = self._number * 10 + digit
        if not 1 <= number <= len(self._links):
            number = digit
        if not 1 <= number <= len(self._links):
            self._number = 0
            self._say(msg("There is no link {number}.", number=digit))
            return
        self._number = number
        self.query_one(OptionList).highlighted = number - 1
        if number * 10 > len(self._links):
            self.action_take()
        else:
            self._say()

    def _say(self, trouble: Message | None = None) -> None:
        wanted = tell(msg("A number, or ⏎: {action}", action=ACTIONS[self._action]))
        if self._number:
            wanted = tell(msg("{number}…, or ⏎: {action}", number=self._number, action=ACTIONS[self._action]))
        keys = " · ".join(f"{key} {tell(name)}" for key, name in ACTIONS.items())
        lines = [tell(trouble)] if trouble else []
        self.query_one("#links-said", Static).update(Content("\n".join([*lines, wanted, f"{keys} · Esc"])))


def _line(link: TextLink) -> str:
    address = shown_address(link.url)
    return f"{link.number:>3}  {link.text} · {address}" if link.text != address else f"{link.number:>3}  {address}"
