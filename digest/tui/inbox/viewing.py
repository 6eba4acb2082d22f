"""The views of the inbox: their names, and their lines in the sidebar with counts."""

from __future__ import annotations

from collections.abc import Callable, Set
from time import monotonic
from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.folders import folder_names
from digest.domain.message import msg
from digest.domain.secrets import masked
from digest.tui.shell.work_queue import Latest
from digest.tui.widgets.sidebar import Sidebar, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.timer import Timer

    from digest.services.reading.overview import Overview
    from digest.tui.host import Host
    from digest.tui.inbox.listing import Listing
    from digest.tui.inbox.view_lines import ViewLines


_FOLDED, _HIDES_READ = "folded", "hides_read"


class Folds:
    """Remembered between sessions; each library has its own, by its masked address."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._folded: frozenset[str] | None = None
        self._hides_read: bool | None = None

    @property
    def folded(self) -> frozenset[str]:
        """The paths of the folded folders; some may not be there (any more)."""
        if self._folded is None:
            known = self._remembered().get(masked(self._host.library.address))
            paths = known if isinstance(known, list) else []
            self._folded = frozenset(path for path in paths if isinstance(path, str))
        return self._folded

    @property
    def hides_read(self) -> bool:
        if self._hides_read is None:
            self._hides_read = self._host.preferences.get(_HIDES_READ) is True
        return self._hides_read

    def fold(self, paths: Set[str]) -> None:
        """Fold these folders too."""
        self._set(self.folded | paths)

    def unfold(self, paths: Set[str]) -> None:
        """Fold these no longer."""
        self._set(self.folded - paths)

    def hide_read(self, hides: bool) -> None:
        """Hide what is read, or show it."""
        self._hides_read = hides
        self._keep(lambda: self._host.preferences.put(_HIDES_READ, hides))

    def _set(self, folded: frozenset[str]) -> None:
        self._folded = folded
        address = masked(self._host.library.address)
        self._keep(lambda: self._host.preferences.put(_FOLDED, self._remembered() | {address: sorted(folded)}))

    def _keep(self, put: Callable[[], None]) -> None:
        """Write the file on another thread: a key does not wait for a disk."""
        self._host.work_queue.change(put, lambda _: None)

    def _remembered(self) -> dict[str, object]:
        known = self._host.preferences.get(_FOLDED)
        return known if isinstance(known, dict) else {}


_NAMES = {
    "inbox": msg("Inbox"),
    "shortlist": msg("Shortlist"),
    "all": msg("All"),
    "muted": msg("Muted"),
}

_EMPTY = {
    "inbox": msg("All read. R refreshes, a adds a feed or a page; E shows what was read as well."),
    "shortlist": msg("Nothing on the shortlist. s puts the entry under the cursor here, for later."),
    "section": msg("No pick here yet. In the inbox a digit picks the entry under the cursor, t one by its name."),
    "saved": msg("This search finds nothing now. Ctrl-S changes it."),
    "muted": msg("Nothing is muted that has come in. M mutes a feed, or a word in titles."),
    "search": msg("Nothing found. Ctrl-F searches for something else."),
}

#: Seconds without a key before saved searches are counted, and how many of them in one go.
_CALM_SECONDS, _AT_ONCE = 0.4, 4


class Viewing:
    """Remembers the overview that is shown, so that a view can be named without asking."""

    def __init__(self, host: Host, sidebar: Sidebar, listing: Listing, shown: Callable[[], None]) -> None:
        """`shown` is called when other counts and names are known."""
        self._host = host
        self._sidebar = sidebar
        self._listing = listing
        self._shown = shown
        self.folds = Folds(host)
        #: What the views are narrowed by; empty for nothing.
        self.words = ""
        #: The views with their counts as they were asked for last.
        self.overview: Overview | None = None
        # The same while it is known which views there are; what else is asked for are counts.
        self._known: Overview | None = None
        self._lines: ViewLines | None = None
        self._latest, self._latest_count = Latest(), Latest()
        # The unread entries of each saved search, by id.
        self._found: dict[str, int] = {}
        self._timer: Timer | None = None

    def update(self) -> None:
        """Ask for the views and their counts as they are now."""
        self._known = None
        self.count_again()

    def count_again(self) -> None:
        """Ask for the counts alone: a pick of our own changes nothing else."""
        month, library, known = self._host.month, self._host.library, self._known
        is_last = self._latest.ask()

        def look() -> Overview | None:
            return library.views.overview(month, known) if is_last() else None

        def show(found: Overview | None) -> None:
            if found is None:
                return  # overtaken: a later one follows
            if is_last():
                self._known = found
            self.overview, self._lines = found, None
            self.show()
            if known is None:
                self._shown()
                self._leave_what_has_gone(found)
            self._count_soon()

        self._host.work_queue.ask(look, show)

    def name(self, view: View) -> str:
        """What a view is called above its list."""
        if view.kind == "feed":
            return self.feed_title(view.value)
        if view.kind == "folder":
            return " / ".join(folder_names(view.value))
        if view.kind == "saved":
            searches = self.overview.searches if self.overview else ()
            return next((search.name for search in searches if search.id == view.value), "")
        if view.kind == "search":
            return tell(msg("Search: {words}", words=view.value))
        return tell(_NAMES[view.kind]) if view.kind in _NAMES else view.value

    def empty_words(self, view: View, *, narrowed: bool) -> str:
        """What an empty list of this view says: how something comes into it."""
        if narrowed:
            return tell(msg("Nothing fits. Esc shows everything again."))
        if view.kind == "inbox" and self.overview is not None and not self.overview.feeds:
            return tell(msg("No feeds yet. a adds a feed or a page by its address."))
        if view.kind == "inbox" and self.overview is not None and not self.overview.entries:
            return tell(msg("No feed has brought anything yet. R asks them; F shows which do not work."))
        return tell(_EMPTY.get(view.kind, msg("Nothing here. R refreshes, a adds a feed or a page.")))

    def feed_title(self, feed_id: str) -> str:
        """The name of a feed; empty before the first overview has come, or for an unknown one."""
        feeds = self.overview.feeds if self.overview else ()
        return next((row.title for row in feeds if row.feed.id == feed_id), "")

    def show(self) -> None:
        """The lines as they are to be seen now: a folder was folded, words were typed."""
        if self.overview is None:
            return
        from digest.tui.inbox.view_lines import ShownViews, ViewLines

        if self._lines is None:
            self._lines = ViewLines(self.overview, self.name)
        sidebar, here = self._sidebar, self._listing.view
        kept = [view for view in (here, sidebar.view) if view is not None]
        shown = ShownViews(self.folds.folded, self.folds.hides_read, self.words, self._found, kept)
        sidebar.show(self._lines.shown(shown))
        if not sidebar.has_focus and not self.words:
            sidebar.highlight(here)  # one that was saved just now had no line before

    def _leave_what_has_gone(self, overview: Overview) -> None:
        """Open the inbox instead of a feed, folder or saved search that is gone."""
        view = self._listing.view
        gone = None
        if view.kind == "folder" and not overview.has_folder(view.value):
            gone = msg("The folder “{folder}” is not there any more.", folder=self.name(view))
        elif view.kind == "saved" and all(one.id != view.value for one in overview.searches):
            gone = msg("The saved search is not there any more.")
        elif view.kind == "feed" and all(row.feed.id != view.value for row in overview.feeds):
            gone = msg("The feed is not there any more.")
        if gone is not None:
            self._host.say(gone)
            self._listing.open(View("inbox"))

    def _count_soon(self) -> None:
        """Count what the saved searches find, when nobody types: each is a search of its own."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.overview is not None and self.overview.searches:
            self._timer = self._sidebar.set_timer(_CALM_SECONDS, self._count)

    def _count(self) -> None:
        self._timer = None
        if self.overview is not None:
            self._count_next([search.id for search in self.overview.searches], self._latest_count.ask())

    def _count_next(self, waiting: list[str], is_last: Callable[[], bool]) -> None:
        """Count a few at a time: a list that is asked for in between need not wait for all."""
        library = self._host.library
        if not waiting or not is_last():
            return
        if monotonic() - self._host.key_queue.last < _CALM_SECONDS:
            self._count_soon()
            return

        def take(found: Mapping[str, int]) -> None:
            if not is_last() or not self._sidebar.is_running:
                return
            if any(self._found.get(search_id) != count for search_id, count in found.items()):
                self._found |= found
                self.show()
            self._count_next(waiting[_AT_ONCE:], is_last)

        asked = waiting[:_AT_ONCE]
        self._host.work_queue.ask_much(lambda: library.reading.searches.unread_of(asked), take)
