"""The sidebar's lines: views, saved searches, sections, and feeds in their folders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.folders import is_within
from digest.domain.message import msg
from digest.domain.text import search_keys
from digest.tui.widgets.sidebar import View, ViewLine

if TYPE_CHECKING:
    from digest.services.feed_folders import FeedInTree, FolderOverview
    from digest.services.reading.overview import Overview


@dataclass(frozen=True, slots=True)
class ShownViews:
    """Which views are shown: folded folders, hidden read ones, and words to narrow by."""

    folded: Collection[str] = ()
    hides_read: bool = False
    words: str = ""
    found: Mapping[str, int] = field(default_factory=dict)
    kept: Collection[View] = ()


def view_lines(overview: Overview, shown: ShownViews, name: Callable[[View], str]) -> list[ViewLine]:
    """All lines; with words only the views of that name, under headings. `name` names a view."""
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
        (feeds, _unfolded(overview) if shown.words else list(_tree(overview, shown))),
    ]
    found = []
    for heading, group in groups:
        fitting = _called(shown.words, group) if shown.words else group
        if fitting or (not shown.words and group is not searches):
            found += [ViewLine(heading), *fitting]
    return found


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


def _tree(overview: Overview, shown: ShownViews) -> Iterator[ViewLine]:
    """Folders and feeds as they stand, without what is inside a folded folder, or hidden."""
    from digest.services.feed_folders import FolderOverview

    stays = _folders_of(overview, shown.kept) if shown.hides_read else []
    deepest: int | None = None  # of a folded folder, whose inside is not shown
    for one in overview.tree:
        if deepest is not None and one.depth > deepest:
            continue
        deepest = None
        if isinstance(one, FolderOverview):
            line = folder_line(one, shown.folded, one.depth)
            deepest = one.depth if line.folded else None
            is_hidden = shown.hides_read and not any(is_within(folder, one.path) for folder in stays)
        else:
            line = _feed_line(one, one.depth)
            is_hidden = shown.hides_read and line.view not in shown.kept
        if not (is_hidden and _is_read(one)):
            yield line


def _unfolded(overview: Overview) -> list[ViewLine]:
    """Folders and feeds by name, whatever is folded; no tree, as parents may not fit."""
    from digest.services.feed_folders import FolderOverview

    return [folder_line(one, (), 0) if isinstance(one, FolderOverview) else _feed_line(one, 0) for one in overview.tree]


def folder_line(folder: FolderOverview, folded: Collection[str], depth: int) -> ViewLine:
    """A folder with its unread count; a folded one also marks feeds that need a look."""
    is_folded = folder.path in folded
    return ViewLine(
        folder.name,
        View("folder", folder.path),
        str(folder.unread or ""),
        "!" if is_folded and folder.broken else "",
        depth,
        is_folded,
    )


def _is_read(one: FolderOverview | FeedInTree) -> bool:
    """True where nothing is unread and nothing needs a look."""
    from digest.services.feed_folders import FolderOverview

    if isinstance(one, FolderOverview):
        return not one.unread and not one.broken
    return not one.row.counts.unread - one.row.counts.muted and one.row.status not in ("error", "gone")


def _folders_of(overview: Overview, views: Collection[View]) -> list[str]:
    """The folders that these views are, or are in."""
    from digest.services.feed_folders import FeedInTree

    feed_ids = {view.value for view in views if view.kind == "feed"}
    feeds = [one.row.feed for one in overview.tree if isinstance(one, FeedInTree)] if feed_ids else []
    folders = [feed.folder for feed in feeds if feed.id in feed_ids]
    return [*folders, *(view.value for view in views if view.kind == "folder")]


def _feed_line(one: FeedInTree, depth: int) -> ViewLine:
    from digest.tui.widgets.feed_words import is_broken

    row = one.row
    view = View("feed", row.feed.id)
    if is_broken(row):
        return ViewLine(row.title, view, tell(msg("error")), "!", depth)
    if row.feed.muted:
        return ViewLine(row.title, view, tell(msg("muted")), "", depth)
    return ViewLine(row.title, view, str(row.counts.unread - row.counts.muted or ""), "", depth)
