"""Adding a feed or one page by its address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.message import Message, msg
from digest.domain.secrets import masked
from digest.tui.dialogs.adding import Added, Adding
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from digest.domain.feed import FoundFeed
    from digest.tui.shell.program import Program

_HINT = msg("⏎ looks what is there · Esc leaves")


class AddDialog(ModalScreen[Added | None]):
    """Asks for an address, then offers what is behind it; a closed page's title is typed.

    The address keeps the focus while one chooses: an answer never takes a key from it, and who types corrects it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "back", ""),
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
        ("tab,shift+tab", "nothing", ""),
    ]

    app: Program

    def __init__(self) -> None:
        super().__init__()
        self.adding = Adding(self.app, self)
        self._found: list[FoundFeed] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(tell(msg("Add a feed, or one page, by its address")), markup=False)
            yield LineInput(id="add-address", placeholder="https://", compact=True)
            yield Static(id="add-said", markup=False, classes="said")
            yield OptionList(id="add-choices", markup=False, compact=True)
            yield LineInput(id="add-title", placeholder=tell(msg("Title of the page")), compact=True)
            yield Static(tell(_HINT), id="add-hint", markup=False, classes="hint")

    def on_mount(self) -> None:
        for name in ("add-said", "add-choices", "add-title"):
            self.query_one(f"#{name}").display = False
        self._choices.can_focus = False
        self.set_focus(self._address)
        self.adding.offer_clipboard()

    def offer(self, address: str) -> None:
        """Put a selected address into the field, for typing to replace; never over typed text."""
        if address and not self._address.value:
            self._address.value = address
            self._address.select_all()

    def choose(self, found: Sequence[FoundFeed]) -> None:
        """Show the feeds found, and the page alone."""
        self._found = list(found)
        self._say(None)
        self._show_choices()

    def tell_failure(self, said: Message, *, page_left: bool) -> None:
        """Say why there is no feed; the page alone may still be wanted."""
        self._found = []
        self._say(said)
        if page_left:
            self._show_choices()

    def ask_title(self, said: Message) -> None:
        """The page cannot be read: its title is typed by hand."""
        self._say(msg("{error} Type its title, then it is kept anyway.", error=said))
        self._choices.display = False
        self._title.display = True
        self.set_focus(self._title)
        self._hint(msg("⏎ keeps the page · Esc back to the address"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        address = self._address.value.strip()
        if event.input is self._title:
            if event.value.strip():
                self.adding.add_page(address, event.value.strip())
        elif self._choices.display:
            self._take(self._choices.highlighted or 0)
        elif address:
            self._say(msg("Looking …"))
            self.adding.look(address)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another address: drop what was found for the previous one, and any answer to come."""
        event.stop()
        if event.input is self._address:
            self.adding.forget()
            self._only_the_address()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def action_back(self) -> None:
        """From the title back to the address; from there out, even if there is something to choose."""
        if self._title.display:
            self._only_the_address()
        else:
            self.dismiss(None)

    def action_move(self, by: int) -> None:
        """To another choice."""
        if self._choices.display:
            (self._choices.action_cursor_down if by > 0 else self._choices.action_cursor_up)()

    def action_nothing(self) -> None:
        """There is one field at a time, so Tab has nowhere to go."""

    def _take(self, choice: int) -> None:
        if choice < len(self._found):
            self.adding.add_feed(self._found[choice])
        else:
            self._say(msg("Reading the page …"))
            self.adding.add_page(self._address.value.strip())

    def _only_the_address(self) -> None:
        self._choices.display = self._title.display = False
        self._say(None)
        self._hint(_HINT)
        self.set_focus(self._address)

    def _show_choices(self) -> None:
        page = tell(msg("This page alone, as an entry"))
        labels = [tell(msg("Feed: {title}", title=_named(feed))) for feed in self._found]
        self._choices.set_options(Option(Content(cell_text(label))) for label in [*labels, page])
        self._choices.display = True
        self._choices.highlighted = 0
        self._hint(msg("↑ ↓ choose · ⏎ takes it · typing: another address · Esc leaves"))

    def _say(self, said: Message | None) -> None:
        line = self.query_one("#add-said", Static)
        line.display = said is not None
        line.update(Content(cell_text(tell(said)) if said else ""))

    def _hint(self, hint: Message) -> None:
        self.query_one("#add-hint", Static).update(Content(tell(hint)))

    @property
    def _address(self) -> Input:
        return self.query_one("#add-address", Input)

    @property
    def _choices(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def _title(self) -> Input:
        return self.query_one("#add-title", Input)


def _named(feed: FoundFeed) -> str:
    address = masked(feed.url)
    return f"{feed.title} · {address}" if feed.title else address
