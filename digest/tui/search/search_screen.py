"""Search over all months, editions and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from digest.config.language import tell
from digest.domain.edition import Pick
from digest.domain.message import msg, nmsg
from digest.domain.text import matching_part
from digest.tui.search.searching import Searching
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.line_input import LineInput
from digest.tui.widgets.lines import OneLine
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class SearchScreen(Screen[None]):
    """The words keep the focus: arrows move in the results, Enter opens one, Esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "app.pop_screen", ""),
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("pageup", "page(-1)", ""),
        ("tab,shift+tab", "nothing", ""),
        ("ctrl+s", "save", ""),
    ]

    app: Program

    def __init__(self) -> None:
        super().__init__(name="search")
        self._list = EntryList(id="search-results")
        self.searching = Searching(self.app, self._list, self.show_found)

    def compose(self) -> ComposeResult:
        yield Static(tell(msg("Search all months, editions and comments")), id="search-name", markup=False)
        yield LineInput(id="search-words", placeholder=tell(msg("Words, in any spelling of umlauts")), compact=True)
        yield OneLine(id="search-found")
        yield self._list
        yield Static(id="search-about", markup=False)
        yield Static(
            tell(msg("↑ ↓ choose · ⏎ goes there · Ctrl-S saves the search as a view · Esc back")),
            id="search-hint",
            markup=False,
        )

    def on_mount(self) -> None:
        self._list.can_focus = False
        self.query_one(Input).focus()

    def show_found(self, picks: int, entries: int, ended: bool) -> None:
        """How many there are so far."""
        words = ""
        if self.searching.words:
            parts = [tell(nmsg("{n} pick", "{n} picks", picks)), tell(nmsg("{n} entry", "{n} entries", entries))]
            words = " · ".join(parts) if picks or entries or not ended else tell(msg("Nothing found."))
            words += "" if ended else " …"
        self.query_one("#search-found", OneLine).update(Content(words))

    def on_input_changed(self, event: Input.Changed) -> None:
        self.searching.typed(event.value)

    def on_input_submitted(self) -> None:
        self.searching.open()

    def on_entry_list_highlighted(self) -> None:
        found = self.searching.current
        text = ""
        if isinstance(found, Pick):
            text = matching_part(self.searching.words, found.comment)
        elif found is not None:
            text = found.entry.summary
        self.query_one("#search-about", Static).update(Content(cell_text(text)))

    def on_entry_list_opened(self) -> None:
        self.searching.open()

    def action_move(self, by: int) -> None:
        """To another result."""
        self.searching.when_found(lambda: self._list.move_by(by))

    def action_page(self, pages: int) -> None:
        """To other results."""
        self.searching.when_found(lambda: self._list.page(pages))

    def action_save(self) -> None:
        """Save the words as a view of the inbox, and go there."""
        if not self.searching.words:
            self.app.say(msg("Type the words first, then save the search."))
            return
        from digest.domain.saved_search import SavedSearch
        from digest.tui.search.saved_search_forms import SavedSearchForms

        def show(search: SavedSearch) -> None:
            self.app.navigation.inbox(View("saved", search.id))

        SavedSearchForms(self.app).save(SavedSearch("", "", self.searching.words), show)

    def action_nothing(self) -> None:
        """There is one field, so Tab has nowhere to go."""
