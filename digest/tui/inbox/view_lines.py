"""The sidebar's lines: views, saved searches, sections, and feeds in their folders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from digest.config.language import tell
from digest.domain.folders import is_within
from digest.domain.message import msg
from digest.domain.text import search_keys
from digest.tui.widgets.sidebar import View, ViewLine

if TYPE_CHECKING:
    from digest.services.reading.overview import FeedInTree, FolderOverview, Overview


#: The states of feeds that need a look, as `feed_words.is_broken` has them.
_BROKEN = ("error", "gone")


@dataclass(frozen=True, slots=True)
class ShownViews:
    """Which views are shown: folded folders, hidden read ones, and words to narrow by."""

    folded: Collection[str] = ()
    hides_read: bool = False
    words: str = ""
    found: Mapping[str, int] = field(default_factory=dict)
    kept: Collection[View] = ()


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
