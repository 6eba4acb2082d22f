"""The first start: three ways in, and then the feeds coming in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg, nmsg
from digest.services.feeds.feed_overview import FeedOverview
from digest.services.refresh.refresh_process import RefreshEvent
from digest.services.refresh.refresh_report import NOBODY_ANSWERED
from digest.tui.first_start.starting import Starting
from digest.tui.messages import RefreshTold
from digest.tui.widgets.cells import cell_text, fit
from digest.tui.widgets.feed_words import is_broken, trouble_words
from digest.tui.widgets.path_input import HOME, PathInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

_WAYS = (
    msg("1  The list that comes with digest: blogs and magazines on PR and communications"),
    msg("2  A file from another program: OPML, newsboat, bookmarks, Pocket …"),
    msg("3  One address: of a feed, a website or a single page"),
)
_TITLE_CELLS = 40
_BAR = 30


class FirstStartScreen(Screen[None]):
    """Shown over an empty library's inbox; leaving it shows the inbox, which has entries then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("1", "way(1)", ""),
        ("2", "way(2)", ""),
        ("3", "way(3)", ""),
        ("j", "move(1)", ""),
        ("k", "move(-1)", ""),
        ("escape,q", "back", ""),
        ("enter", "leave", ""),
        ("tab", "complete", ""),
    ]

    app: Program

    def __init__(self) -> None:
        super().__init__(name="first")
        self.starting = Starting(self.app, self)
        self._watching = False

    def compose(self) -> ComposeResult:
        with Vertical(id="first"):
            yield Static(Content.styled("digest", "bold"), id="first-name")
            yield Static(id="first-said", markup=False)
            yield OptionList(id="first-ways", markup=False, compact=True)
            yield PathInput(id="first-path")
            yield Static(id="first-progress", markup=False)
            with VerticalScroll(id="first-feeds"):
                yield Static(id="first-list", markup=False)
            yield Static(id="first-hint", markup=False, classes="hint")

    def on_mount(self) -> None:
        self._ways.set_options(Option(Content(tell(way))) for way in _WAYS)
        self._ways.highlighted = 0
        self.query_one("#first-feeds").can_focus = False
        self._choose()

    @property
    def is_choosing(self) -> bool:
        return self._ways.display

    def begin_watching(self) -> None:
        """From choosing to watching the feeds come in."""
        self._watching = True
        self._show("first-progress", "first-feeds")
        self._hint(msg("⏎ goes to the inbox; the rest comes in meanwhile"))
        self.set_focus(None)

    def leave(self) -> None:
        """To the inbox, which begins with the newest of all that has come in meanwhile."""
        if self.is_current:
            self.app.pop_screen()
            self.app.navigation.begin()

    def tell_import(self, said: Message) -> None:
        """Say what the list brought."""
        self._say(said)

    def tell_failure(self, error: DigestError) -> None:
        """Say in place what is wrong with the file, and what to do."""
        self._say(error.in_full)

    def show_progress(self, event: RefreshEvent | None) -> None:
        """The bar, and who is being asked."""
        if not self._watching or event is None:
            return
        filled = round(_BAR * event.done / event.total) if event.total else 0
        count = msg("{done} of {total} feeds", done=event.done, total=event.total)
        line = f"{'█' * filled}{'░' * (_BAR - filled)} {tell(count)}"
        hosts = ", ".join(event.hosts[:3])
        self.query_one("#first-progress", Static).update(Content(cell_text(f"{line}   {hosts}")))

    def show_feeds(self, feeds: Sequence[FeedOverview], *, ended: bool) -> None:
        """What has come in so far; the broken ones with their sentence, at the end on top."""
        if not (self._watching and self.is_running):
            return
        asked = [row for row in feeds if row.state.last_checked is not None]
        asked.sort(key=lambda row: (is_broken(row) != ended, row.state.last_checked))
        self.query_one("#first-list", Static).update(Content("\n").join(_line(row) for row in asked))
        scroll = self.query_one("#first-feeds", VerticalScroll)
        if ended:
            scroll.scroll_home(animate=False)
            self._say_end(feeds)
        else:
            scroll.scroll_end(animate=False)

    def on_refresh_told(self, message: RefreshTold) -> None:
        if self._watching:
            self.starting.show_progress(message.event)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_way(event.option_index + 1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.starting.file(event.value.strip())

    def action_way(self, number: int) -> None:
        """Go one of the three ways."""
        if not self.is_choosing:
            return
        self._ways.highlighted = number - 1
        if number == 1:
            self.starting.shipped()
        elif number == 2:
            self._ask_path()
        else:
            self.starting.address()

    def action_move(self, by: int) -> None:
        """To another way."""
        if self.is_choosing:
            self._ways.highlighted = ((self._ways.highlighted or 0) + by) % len(_WAYS)

    def action_complete(self) -> None:
        """Take the suggested path."""
        if self._path.has_focus:
            self._path.action_cursor_right()

    def action_back(self) -> None:
        """From the path to the ways; from there, or from watching, to the inbox."""
        if self._path.display:
            self._choose()
        else:
            self.leave()

    def action_leave(self) -> None:
        """Enter while feeds come in."""
        if self._watching:
            self.leave()

    def _choose(self) -> None:
        self._show("first-ways")
        self._say(msg("There are no feeds yet. Where do the feeds come from?"))
        self._hint(msg("↑ ↓ and ⏎, or the digit · Esc goes on without feeds"))
        self._ways.focus()

    def _ask_path(self) -> None:
        self._show("first-path")
        self._say(msg("Where is the file?"))
        self._hint(msg("Tab completes the path · ⏎ reads the file · Esc back"))
        self._path.value = self._path.value or HOME
        self._path.focus()
        self._path.action_end()

    def _say_end(self, feeds: Sequence[FeedOverview]) -> None:
        broken = sum(map(is_broken, feeds))
        entries = sum(row.counts.entries for row in feeds)
        unread = sum(row.counts.unread for row in feeds)
        parts = [
            tell(nmsg("{n} entry has come in.", "{n} entries have come in.", entries)),
            tell(nmsg("{n} of them is unread.", "{n} of them are unread.", unread)),
        ]
        if unread < entries:
            parts.append(tell(msg("What is older than a month counts as read; E in the inbox shows it as well.")))
        if broken == len(feeds) > 1:
            parts += [tell(NOBODY_ANSWERED), tell(msg("R asks them again."))]
        elif broken:
            parts.append(tell(nmsg("{n} feed does not work.", "{n} feeds do not work.", broken)))
        self.query_one("#first-progress", Static).update(Content(" ".join(parts)))
        self._hint(msg("⏎ goes to the inbox"))

    def _show(self, *names: str) -> None:
        for name in ("first-ways", "first-path", "first-progress", "first-feeds"):
            self.query_one(f"#{name}").display = name in names

    def _say(self, said: Message) -> None:
        self.query_one("#first-said", Static).update(Content(cell_text(tell(said))))

    def _hint(self, hint: Message) -> None:
        self.query_one("#first-hint", Static).update(Content(tell(hint)))

    @property
    def _ways(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def _path(self) -> Input:
        return self.query_one("#first-path", Input)


def _line(row: FeedOverview) -> Content:
    trouble = trouble_words(row)
    if is_broken(row) and trouble is not None:
        return Content.styled(f"! {cell_text(row.title)}", "bold") + Content(" · " + cell_text(tell(trouble[0])))
    return Content(f"✓ {fit(row.title, _TITLE_CELLS)}  " + tell(nmsg("{n} entry", "{n} entries", row.counts.entries)))
