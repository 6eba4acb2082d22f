"""The views of the inbox: their names, and their lines in the sidebar with counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from digest.config.language import tell
from digest.domain.folders import folder_names, is_within
from digest.domain.message import msg
from digest.domain.text import search_keys
from digest.tui.inbox.folds import Folds
from digest.tui.shell.waiting_keys import WaitingKeys
from digest.tui.shell.work_queue import Latest
from digest.tui.widgets.sidebar import Sidebar, View, ViewLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from digest.services.reading.overview import FeedInTree, FolderOverview, Overview
    from digest.tui.host import Host
    from digest.tui.inbox.listing import Listing


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
        # The overview whose views still hold; only its counts are asked for anew. None: ask for all.
        self._known: Overview | None = None
        self._lines: ViewLines | None = None
        self._latest, self._latest_count = Latest(), Latest()
        self._keys = WaitingKeys(host)
        # The unread entries of each saved search, by id.
        self._found: dict[str, int] = {}
        self._timer: Timer | None = None

    def hold_keys(self) -> None:
        """Hold typed keys until the views that are asked for next are shown: they are about those."""
        self._keys.hold()

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
                self._keys.go()
            self.overview, self._lines = found, None
            self.show()
            if known is None:
                self._shown()
                self._leave_what_has_gone(found)
            self._count_soon()

        self._host.work_queue.ask(look, show, self._keys.go)

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


#: The states of feeds that need a look, as `feed_words.is_broken` has them.
_BROKEN = ("error", "gone")


class ShownViews(NamedTuple):
    """Which views are shown: folded folders, hidden read ones, and words to narrow by."""

    folded: Collection[str]
    hides_read: bool
    words: str
    found: Mapping[str, int]
    kept: Collection[View]


class ViewLines:
    """The lines of one overview; those of folders and feeds are made once, for any fold."""

    def __init__(self, overview: Overview, name: Callable[[View], str]) -> None:
        """`name` names a view."""
        self._overview = overview
        self._name = name
        self._tree = [_TreeLine.of(one) for one in overview.tree]

    def shown(self, shown: ShownViews) -> list[ViewLine]:
        """All lines; with words only the views of that name, under headings."""
        overview, name = self._overview, self._name
        lines = [
            ViewLine(name(View("inbox")), View("inbox"), str(overview.unread)),
            ViewLine(name(View("shortlist")), View("shortlist"), str(overview.shortlisted)),
            ViewLine(name(View("all")), View("all"), str(overview.entries)),
        ]
        if overview.muted is not None:
            lines.append(ViewLine(name(View("muted")), View("muted"), str(overview.muted)))
        searches = [
            ViewLine(search.name, View("saved", search.id), str(shown.found.get(search.id) or ""))
            for search in overview.searches
        ]
        sections = [
            ViewLine(section.category, View("section", section.category), str(section.picks or "–"))
            for section in overview.sections
        ]
        feeds = tell(msg("Feeds, only unread")) if shown.hides_read else tell(msg("Feeds"))
        groups = [
            (tell(msg("Views")), lines),
            (tell(msg("Edition")), sections),
            (tell(msg("Searches")), searches),
            # With words whatever is folded is there, and no tree, as parents may not fit.
            (feeds, [one.line for one in self._tree] if shown.words else list(self._in_sight(shown))),
        ]
        found = []
        for heading, group in groups:
            fitting = [replace(line, depth=0) for line in _called(shown.words, group)] if shown.words else group
            if fitting or (not shown.words and group is not searches):
                found += [ViewLine(heading), *fitting]
        return found

    def _in_sight(self, shown: ShownViews) -> Iterator[ViewLine]:
        """Folders and feeds as they stand, without what is inside a folded folder, or hidden."""
        stays = self._folders_of(shown.kept) if shown.hides_read else []
        deepest: int | None = None  # of a folded folder, whose inside is not shown
        for one in self._tree:
            line = one.line
            if deepest is not None and line.depth > deepest:
                continue
            deepest = None
            assert line.view is not None
            if line.view.kind == "folder":
                if line.view.value in shown.folded:
                    line, deepest = one.folded, line.depth
                is_kept = shown.hides_read and any(is_within(folder, one.folder) for folder in stays)
            else:
                is_kept = shown.hides_read and line.view in shown.kept
            if is_kept or not (shown.hides_read and one.is_read):
                yield line

    def _folders_of(self, views: Collection[View]) -> list[str]:
        """The folders that these views are, or are in."""
        return [one.folder for one in self._tree if one.line.view in views]


class _TreeLine(NamedTuple):
    """A folder or feed: its line, that of the folded folder, its path or the folder it is in.

    `is_read` is true if nothing is unread and nothing needs a look.
    """

    line: ViewLine
    folded: ViewLine
    folder: str
    is_read: bool

    @classmethod
    def of(cls, one: FolderOverview | FeedInTree) -> _TreeLine:
        """A folded folder also marks feeds that need a look."""
        from digest.services.reading.overview import FolderOverview

        if isinstance(one, FolderOverview):
            count = str(one.unread or "")
            line = ViewLine(one.name, View("folder", one.path), count, "", one.depth)
            folded = replace(line, mark="!" if one.broken else "", folded=True)
            return cls(line, folded, one.path, not one.unread and not one.broken)
        row = one.row
        unread = row.counts.unread - row.counts.muted
        is_broken = row.status in _BROKEN
        count = tell(msg("error")) if is_broken else tell(msg("muted")) if row.feed.muted else str(unread or "")
        line = ViewLine(row.title, View("feed", row.feed.id), count, "!" if is_broken else "", one.depth)
        return cls(line, line, row.feed.folder, not unread and not is_broken)


#: A key may ask this of hundreds of names, which stay the same.
_keys_of_name = lru_cache(maxsize=4096)(search_keys)


def _called(words: str, lines: list[ViewLine]) -> list[ViewLine]:
    """The lines whose names have every word, in either spelling of umlauts."""
    wanted = [search_keys(word) for word in dict.fromkeys(words.split())]
    fitting = []
    for line in lines:
        plain, spelled = _keys_of_name(line.name)
        if all(one in plain or other in spelled for one, other in wanted):
            fitting.append(line)
    return fitting
