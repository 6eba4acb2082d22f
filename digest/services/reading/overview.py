"""What an interface shows beside the entries: views with counts, a section's picks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from digest.domain.edition import Pick, section_order
from digest.domain.entry import PAGES, Entry
from digest.domain.errors import NotFound
from digest.domain.folders import folder_names, folder_path, is_within
from digest.domain.query import EntryQuery, EntryRow, FeedCounts
from digest.domain.saved_search import SavedSearch
from digest.domain.text import fold
from digest.services.curation.editions import Editions
from digest.services.feeds.feed_overview import FeedOverview
from digest.services.feeds.feeds import Feeds
from digest.services.reading.entries import ListedEntry, Reading, one_a_page
from digest.storage.store import Store

_NO_COUNTS = FeedCounts()


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section of the edition and its number of picks; standing ones may have none."""

    category: str
    picks: int


@dataclass(frozen=True, slots=True)
class FolderOverview:
    """A folder with all that is inside it, at whatever depth; `depth` is 0 for the outermost.

    `unread` leaves out what is muted, `broken` says that a feed in it failed or was given up.
    """

    path: str
    name: str
    depth: int
    feeds: int = 0
    entries: int = 0
    unread: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class FeedInTree:
    """A feed and how deep it stands: 0 outside all folders."""

    row: FeedOverview
    depth: int


#: Folders and feeds in the order of `domain.folders.tree_order`, a folder before what is inside it.
FeedTree: TypeAlias = Sequence[FolderOverview | FeedInTree]


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts of all views; `muted` are the muted unread ones, None if nothing is muted."""

    unread: int
    muted: int | None
    shortlisted: int
    entries: int
    sections: tuple[SectionCount, ...]
    feeds: tuple[FeedOverview, ...]
    tree: FeedTree = ()
    searches: tuple[SavedSearch, ...] = ()

    def folder_of(self, feed_id: str) -> str:
        """The folder that a feed is in; empty for none, or an unknown feed."""
        return next((row.feed.folder for row in self.feeds if row.feed.id == feed_id), "")

    def has_folder(self, path: str) -> bool:
        """True while a feed is within this folder."""
        return any(is_within(row.feed.folder, path) for row in self.feeds)


class Views:
    """Reads only."""

    def __init__(
        self, store: Store, reading: Reading, editions: Editions, feeds: Feeds, standing: tuple[str, ...]
    ) -> None:
        self._store = store
        self._reading = reading
        self._editions = editions
        self._feeds = feeds
        self._standing = standing

    def overview(self, month: str, known: Overview | None = None) -> Overview:
        """All views with their counts, for the edition of a month.

        With `known` the counts alone are asked for: feeds, folders, searches, the shortlist and what is muted are as it
        has them. A pick changes nothing else.
        """
        with self._store.moment():
            by_feed = self._store.feed_counts()
            known = known or self._uncounted(by_feed)
            sections = self._sections(month)
        feeds, counts = tuple(_counted(row, by_feed) for row in known.feeds), by_feed.values()
        return replace(
            known,
            unread=sum(count.unread - count.muted for count in counts),
            muted=None if known.muted is None else sum(count.muted for count in counts),
            entries=sum(count.entries for count in counts),
            sections=sections,
            feeds=feeds,
            tree=tuple(feed_tree(feeds)),
        )

    def _uncounted(self, by_feed: Mapping[str, FeedCounts]) -> Overview:
        """What there is to be counted."""
        feeds = self._feeds.overviews(counts=by_feed)
        shortlist = self._store.entries(EntryQuery(shortlisted=True, limit=1)).total
        muting = any(row.feed.muted for row in feeds) or bool(self._store.muted_words())
        muting = muting or any(rule.action == "mute" for rule in self._store.rules())
        return Overview(
            unread=0, muted=0 if muting else None, shortlisted=shortlist, entries=0, sections=(), feeds=tuple(feeds),
            searches=self._store.saved_searches(),
        )  # fmt: skip

    def section(self, month: str, category: str) -> list[ListedEntry]:
        """A section's picks as listed entries, in order; a pick without its entry stands in for it."""
        picks = [pick for pick in self._editions.picks(month) if fold(pick.category) == fold(category)]
        return self._reading.listed([self._row(pick) for pick in picks], month)

    def again(self, entries: Iterable[Entry], month: str) -> list[ListedEntry]:
        """Entries as they are listed now; those of one page as one, shown by the first."""
        rows = []
        for entry in entries:
            try:
                rows.append(self._store.entry(entry.id))
            except NotFound:
                rows.append(EntryRow(entry, read=True, shortlisted=False))
        return one_a_page(self._reading.listed(rows, month))

    def left(self, listed: Sequence[ListedEntry], month: str, *, off_shortlist: bool = False) -> list[ListedEntry]:
        """Entries that have left the inbox, being read, or the shortlist, as they are listed now."""
        if off_shortlist or not listed:
            return self.again((row.entry for one in listed for row in one.rows), month)
        # There may be thousands; of the shortlist there are never many.
        kept = {row.entry.id for row in self._store.entries(EntryQuery(shortlisted=True)).rows}
        rows = [EntryRow(row.entry, True, row.entry.id in kept) for one in listed for row in one.rows]
        return one_a_page(self._reading.listed(rows, month))

    def _sections(self, month: str) -> tuple[SectionCount, ...]:
        filled = self._editions.sections(month)
        sections = {fold(section.category): section for section in filled}
        order = section_order([], (), [section.category for section in filled])
        names = [*order, *(name for name in self._standing if fold(name) not in sections)]
        return tuple(
            SectionCount(name, len(sections[fold(name)].picks) if fold(name) in sections else 0) for name in names
        )

    def _row(self, pick: Pick) -> EntryRow:
        try:
            return self._store.entry(pick.entry_id)
        except NotFound:
            entry = Entry(
                id=pick.entry_id or pick.id,
                feed_id=PAGES,
                month=pick.edition_id,
                title=pick.original_title,
                url=pick.url,
                canonical_url=pick.canonical_url,
                first_seen=pick.created or pick.changed,  # type: ignore[arg-type]
                published=pick.published,
                author=pick.author,
                language=pick.language,
            )
            return EntryRow(entry, read=True, shortlisted=False)


def _counted(row: FeedOverview, by_feed: Mapping[str, FeedCounts]) -> FeedOverview:
    counts = by_feed.get(row.feed.id, _NO_COUNTS)
    return row if row.counts == counts else replace(row, counts=counts)


def feed_tree(rows: Sequence[FeedOverview]) -> list[FolderOverview | FeedInTree]:
    """The tree that feeds in the order of `Feeds.overviews` make."""
    tree: list[FolderOverview | FeedInTree] = []
    opened: tuple[str, ...] = ()
    places: dict[tuple[str, ...], int] = {}
    for row in rows:
        names = folder_names(row.feed.folder)
        for depth in range(len(names)):
            outer = names[: depth + 1]
            if opened[: depth + 1] != outer:
                places[outer] = len(tree)
                tree.append(FolderOverview(folder_path(outer), outer[-1], depth))
            folder = tree[places[outer]]
            assert isinstance(folder, FolderOverview)
            tree[places[outer]] = replace(
                folder,
                feeds=folder.feeds + 1,
                entries=folder.entries + row.counts.entries,
                unread=folder.unread + row.counts.unread - row.counts.muted,
                broken=folder.broken or row.status in ("error", "gone"),
            )
        opened = names
        tree.append(FeedInTree(row, len(names)))
    return tree
