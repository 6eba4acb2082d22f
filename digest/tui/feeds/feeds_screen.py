"""The feeds: how each of them is, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from digest.config.language import tell
from digest.domain.message import msg, nmsg
from digest.domain.secrets import masked
from digest.services.feeds.feed_overview import FeedOverview
from digest.tui.feeds.feed_changes import FeedChanges
from digest.tui.feeds.feed_filter import FeedFilter
from digest.tui.feeds.feeds_folders import FeedsFolders
from digest.tui.feeds.feeds_moving import FeedsMoving
from digest.tui.feeds.managing import Managing
from digest.tui.shell.waiting_keys import WaitingKeys
from digest.tui.shell.work_queue import Latest
from digest.tui.shell.work_screen import WorkScreen
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.feed_table import FeedTable
from digest.tui.widgets.feed_words import is_broken, reason_words, since_words, trouble_words
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.line_input import LineInput
from digest.tui.widgets.lines import OneLine, SomeLines
from digest.tui.widgets.top_line import TopLine


class FeedsScreen(WorkScreen):
    """A table, and below it sentences about the feed at the cursor; controllers do the work."""

    catalogue_name: ClassVar[str] = "feeds"

    def __init__(self, feed_id: str = "") -> None:
        super().__init__()
        self._table = FeedTable()
        self.moving = FeedsMoving(self._table)
        self._filter = LineInput(id="feed-filter", placeholder=tell(msg("Words in title, folder, category or address")))
        self._keys = WaitingKeys(self.host)
        changes = FeedChanges(self.host, self._keys, self._show_changed)
        self.managing = Managing(self.host, self._table, changes)
        self.folders = FeedsFolders(self.host, self._table, changes)
        self.feed_filter = FeedFilter(self._table, self._filter, self._show_rows)
        self._latest = Latest()
        self._go_to = feed_id

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield OneLine(id="feeds-title")
        yield self._filter
        yield self._table
        yield SomeLines(id="feed-about")
        yield KeyLine()

    def on_mount(self) -> None:
        self._filter.display = False
        self._table.focus()

    @property
    def current(self) -> FeedOverview | None:
        return self._table.current if self.is_running else None

    def open_filter(self) -> None:
        """Open a line for words that narrow the table."""
        self.feed_filter.filter()

    def mark(self) -> None:
        """Mark the feed under the cursor, or unmark it, and go on to the next."""
        self._table.toggle_mark()
        self._name_table()

    def mark_all(self) -> None:
        """Mark all feeds that are shown; if they are, unmark all."""
        self._table.toggle_all_marks()
        self._name_table()

    def step_back(self) -> bool:
        """Step out of the filter, or drop the marks; False if there is nothing to step out of."""
        if self.feed_filter.is_open:
            self.feed_filter.clear()
        elif self._table.marked:
            self._table.unmark()
            self._name_table()
        else:
            return False
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        self.feed_filter.typed(event.value)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self.feed_filter.keep()

    def show_library(self) -> None:
        """The feeds as they are now; the cursor stays on its feed."""
        if not self._latest.number:
            self._keys.hold()  # what is typed behind the key that opens the screen is about feeds
        is_last = self._latest.ask()
        self.app.work_queue.ask(
            self.app.library.feeds.overviews,
            lambda feeds: self._show(feeds) if is_last() else None,
            self._keys.go,
        )

    def show_undone(self, about: Sequence[str]) -> None:
        """The cursor goes to the feed."""
        self._keys.hold()
        self._go_to = next(iter(about), "")
        super().show_undone(about)

    def on_feed_table_moved(self, _event: FeedTable.Moved) -> None:
        self._show_about()

    def on_feed_table_opened(self, _event: FeedTable.Opened) -> None:
        self.managing.edit()

    def _show_changed(self) -> None:
        """What was marked is done."""
        self._table.unmark()
        self.show_library()

    def _show(self, feeds: list[FeedOverview]) -> None:
        self._keys.go()  # they come when this has been shown
        if not self.is_running:
            return
        self._table.know(feeds)
        self._show_rows()
        if self._go_to:
            self._table.select(self._go_to)
            self._go_to = ""

    def _show_rows(self) -> None:
        """The feeds that fit the words typed, if any."""
        self._table.show(self.feed_filter.of(self._table.every), self.app.library.clock())
        self._name_table()

    def _name_table(self) -> None:
        table, broken = self._table, sum(map(is_broken, self._table.every))
        parts = [tell(nmsg("{n} feed", "{n} feeds", len(table.every)))]
        if self.feed_filter.words:
            parts.append(tell(nmsg("{n} fits", "{n} fit", len(table.feeds))))
        if broken:
            parts.append(tell(nmsg("{n} needs a look", "{n} need a look", broken)))
        if table.marked:
            parts.append(tell(nmsg("{n} marked", "{n} marked", len(table.marked))))
        if not table.every:
            parts = [tell(msg("No feeds yet. a adds one by its address."))]
        self.query_one("#feeds-title", OneLine).update(Content(" · ".join(parts)))

    def _show_about(self) -> None:
        row, now = self.current, self.app.library.clock()
        if row is None:
            self.query_one("#feed-about", SomeLines).update("")
            return
        trouble = trouble_words(row)
        about = Content.styled(cell_text(row.title), "bold") + Content(f"\n{cell_text(masked(row.feed.url))}")
        if trouble:
            said = [trouble[0], *filter(None, [since_words(row, now)])]
            about += Content("\n! " + " ".join(cell_text(tell(one)) for one in said))
            about += Content.styled("\n  " + cell_text(tell(trouble[1])), "bold")
        if reason := reason_words(row, now):
            about += Content("\n" + tell(reason))
        self.query_one("#feed-about", SomeLines).update(about)
