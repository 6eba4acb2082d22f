"""The views of the inbox: their names, and their lines in the sidebar with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.message import msg
from digest.tui.shell.latest import Latest
from digest.tui.widgets.sidebar import Sidebar, View, ViewLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.services.feeds import FeedOverview
    from digest.services.reading.overview import Overview
    from digest.tui.host import Host

_NAMES = {
    "inbox": msg("Inbox"),
    "shortlist": msg("Shortlist"),
    "all": msg("All"),
    "muted": msg("Muted"),
}

_EMPTY = {
    "inbox": msg("All read. R refreshes, a adds a feed or a page; what was read is under “All” (h, then ⏎)."),
    "shortlist": msg("Nothing on the shortlist. s puts the entry under the cursor here, for later."),
    "section": msg("No pick here yet. In the inbox a digit picks the entry under the cursor, t one by its name."),
    "muted": msg("Nothing is muted that has come in. M mutes a feed, or a word in titles."),
    "search": msg("Nothing found. Ctrl-F searches for something else."),
}


class Viewing:
    """Remembers the overview that is shown, so that a view can be named without asking."""

    def __init__(self, host: Host, sidebar: Sidebar, shown: Callable[[], None]) -> None:
        """`shown` is called when other counts are known."""
        self._host = host
        self._sidebar = sidebar
        self._shown = shown
        self._overview: Overview | None = None
        self._latest = Latest()

    def update(self) -> None:
        """Ask for the counts as they are now."""
        month, core = self._host.month, self._host.core
        is_last = self._latest.ask()

        def look() -> Overview | None:
            return core.views.overview(month) if is_last() else None

        self._host.library.ask(look, self._show)

    def name(self, view: View) -> str:
        """What a view is called above its list."""
        if view.kind == "feed":
            return self.feed_title(view.value)
        if view.kind == "search":
            return tell(msg("Search: {words}", words=view.value))
        return tell(_NAMES[view.kind]) if view.kind in _NAMES else view.value

    def empty_words(self, view: View, *, narrowed: bool) -> str:
        """What an empty list of this view says: how something comes into it."""
        if narrowed:
            return tell(msg("Nothing fits. Esc shows everything again."))
        if view.kind == "inbox" and self._overview is not None and not self._overview.feeds:
            return tell(msg("No feeds yet. a adds a feed or a page by its address."))
        if view.kind == "inbox" and self._overview is not None and not self._overview.entries:
            return tell(msg("No feed has brought anything yet. R asks them; F shows which do not work."))
        return tell(_EMPTY.get(view.kind, msg("Nothing here. R refreshes, a adds a feed or a page.")))

    def feed_title(self, feed_id: str) -> str:
        """The name of a feed; empty before the first overview has come, or for an unknown one."""
        feeds = self._overview.feeds if self._overview else ()
        return next((row.title for row in feeds if row.feed.id == feed_id), "")

    def _show(self, overview: Overview | None) -> None:
        if overview is None:
            return  # overtaken: a later one follows
        self._overview = overview
        self._shown()
        lines = [
            ViewLine(tell(msg("Views"))),
            ViewLine(self.name(View("inbox")), View("inbox"), str(overview.unread)),
            ViewLine(self.name(View("shortlist")), View("shortlist"), str(overview.shortlisted)),
            ViewLine(self.name(View("all")), View("all"), str(overview.entries)),
        ]
        if overview.muted is not None:
            lines.append(ViewLine(self.name(View("muted")), View("muted"), str(overview.muted)))
        lines.append(ViewLine(tell(msg("Edition"))))
        lines += [
            ViewLine(section.category, View("section", section.category), str(section.picks or "–"))
            for section in overview.sections
        ]
        lines.append(ViewLine(tell(msg("Feeds"))))
        lines += [_feed_line(row) for row in overview.feeds]
        self._sidebar.show(lines)


def _feed_line(row: FeedOverview) -> ViewLine:
    from digest.tui.widgets.feed_words import is_broken

    view = View("feed", row.feed.id)
    if is_broken(row):
        return ViewLine(row.title, view, tell(msg("error")), "!")
    if row.feed.muted:
        return ViewLine(row.title, view, tell(msg("muted")))
    return ViewLine(row.title, view, str(row.counts.unread - row.counts.muted or ""))
