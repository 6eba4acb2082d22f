"""The feeds: how each of them is, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from digest.config.language import tell
from digest.domain.message import msg, nmsg
from digest.domain.secrets import masked
from digest.services.feeds import FeedOverview
from digest.tui.feeds.feeds_moving import TableMoving
from digest.tui.feeds.managing import Managing
from digest.tui.shell.work_screen import WorkScreen
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.feed_table import FeedTable
from digest.tui.widgets.feed_words import is_broken, reason_words, since_words, trouble_words
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.one_line import OneLine
from digest.tui.widgets.top_line import TopLine


class FeedsScreen(WorkScreen):
    """A table, and below it sentences about the feed at the cursor; controllers do the work."""

    catalogue_name: ClassVar[str] = "feeds"

    def __init__(self, feed_id: str = "") -> None:
        super().__init__()
        self._table = FeedTable()
        self.moving = TableMoving(self._table)
        self.managing = Managing(self.host, self._table, self.show_library)
        self._go_to = feed_id

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield OneLine(id="feeds-title")
        yield self._table
        yield Static(id="feed-about", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self._table.focus()

    @property
    def current(self) -> FeedOverview | None:
        return self._table.current if self.is_running else None

    def show_library(self) -> None:
        """The feeds as they are now; the cursor stays on its feed."""
        self.app.library.ask(self.app.core.feeds.overviews, self._show)

    def show_undone(self, about: Sequence[str]) -> None:
        """The cursor goes to the feed."""
        self._go_to = next(iter(about), "")
        super().show_undone(about)

    def on_feed_table_moved(self, _event: FeedTable.Moved) -> None:
        self._show_about()

    def on_feed_table_opened(self, _event: FeedTable.Opened) -> None:
        self.managing.edit()

    def _show(self, feeds: list[FeedOverview]) -> None:
        if not self.is_running:
            return
        broken = sum(map(is_broken, feeds))
        parts = [tell(nmsg("{n} feed", "{n} feeds", len(feeds)))]
        if broken:
            parts.append(tell(nmsg("{n} needs a look", "{n} need a look", broken)))
        if not feeds:
            parts = [tell(msg("No feeds yet. a adds one by its address."))]
        self.query_one("#feeds-title", OneLine).update(Content(" · ".join(parts)))
        table = self._table
        table.show(feeds, self.app.core.clock())
        if self._go_to:
            table.select(self._go_to)
            self._go_to = ""

    def _show_about(self) -> None:
        row, now = self.current, self.app.core.clock()
        if row is None:
            self.query_one("#feed-about", Static).update("")
            return
        trouble = trouble_words(row)
        about = Content.styled(cell_text(row.title), "bold") + Content(f"\n{cell_text(masked(row.feed.url))}")
        if trouble:
            said = [trouble[0], *filter(None, [since_words(row, now)])]
            about += Content("\n! " + " ".join(cell_text(tell(one)) for one in said))
            about += Content.styled("\n  " + cell_text(tell(trouble[1])), "bold")
        if reason := reason_words(row, now):
            about += Content("\n" + tell(reason))
        self.query_one("#feed-about", Static).update(about)
