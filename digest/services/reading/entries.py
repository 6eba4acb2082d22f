"""Entries as a curator sees them: lists with marks and picks, finding, adding a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from digest.config.clock import Clock, local
from digest.config.settings import Settings
from digest.domain.entry import PAGES, Entry, entry_id
from digest.domain.errors import DigestError, NotFound
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.feed import feed_title
from digest.domain.health import Failure
from digest.domain.memory import Recollection
from digest.domain.message import msg
from digest.domain.month import month_of
from digest.domain.only_one import only_one, with_id
from digest.domain.page_address import link_target
from digest.domain.query import EntryPage, EntryQuery, EntryRow, LibraryStamp, PickedPlace
from digest.domain.secrets import masked
from digest.domain.text import fold, one_line
from digest.domain.text_links import TextLink, links_of
from digest.domain.url import address_of, addresses_of, canonical, host_of, not_an_address, site_of, web_address
from digest.services.curation.picks import Memory
from digest.services.feeds.feed_folders import FeedFolders
from digest.services.reading.saved_searches import SavedSearches
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.domain.presence import Presence
    from digest.services.reading.pages import PageRead

#: Told of a page that is new, with its text as HTML.
Added: TypeAlias = Callable[[Entry, str], None]


#: For more entries than these the library is asked for all picks at once.
_MANY = 1000


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry with all that a list shows of it.

    `pick` is the current edition's pick, else the newest. `earlier` are all places in other editions, oldest first.
    If a list shows one page of several feeds once (`one_a_page`), `twins` are all entries of it there, the one shown
    first, each with its own marks. `feed_url` may hold a secret.
    """

    entry: Entry
    read: bool
    shortlisted: bool
    feed_title: str
    feed_url: str
    pick: PickedPlace | None
    earlier: tuple[Recollection, ...] = ()
    twins: tuple[EntryRow, ...] = ()

    @property
    def rows(self) -> tuple[EntryRow, ...]:
        """All entries that this one line of a list stands for."""
        return self.twins or (EntryRow(self.entry, self.read, self.shortlisted),)

    @property
    def unread(self) -> int:
        """How many of them are unread."""
        return sum(not row.read for row in self.twins) if self.twins else int(not self.read)

    def pick_in(self, month: str) -> PickedPlace | None:
        """The pick of a month's edition, if it is the one that the list shows."""
        return self.pick if self.pick is not None and self.pick.edition_id == month else None

    def marked(self, *, read: bool | None = None, shortlisted: bool | None = None) -> ListedEntry:
        """The page as it is shown once it has been marked: as one, with all its entries."""

        def now(is_read: bool, is_shortlisted: bool) -> tuple[bool, bool]:
            return is_read if read is None else read, is_shortlisted if shortlisted is None else shortlisted

        twins = tuple(EntryRow(row.entry, *now(row.read, row.shortlisted)) for row in self.twins)
        is_read, is_shortlisted = now(self.read, self.shortlisted)
        return replace(self, read=is_read, shortlisted=is_shortlisted, twins=twins)

    def picked(self, month: str, category: str) -> ListedEntry:
        """The page while it is being picked, as `PickActions.pick` will store it."""
        here = self.pick_in(month)
        if here is None:
            return replace(self.marked(read=True), pick=PickedPlace(month, "", category, "", None))
        return replace(self, pick=None if fold(here.category) == fold(category) else replace(here, category=category))

    def led_by(self, shown: ListedEntry) -> ListedEntry:
        """The page as it was found now, still shown by the entry that a list shows for it already.

        Entries of it that were not found any more have been read or taken off the shortlist meanwhile.
        """
        present = {row.entry.id for row in self.rows}
        gone = [EntryRow(row.entry, True, False) for row in shown.rows if row.entry.id not in present]
        # A stable sort: the one shown comes first.
        twins = tuple(sorted((*gone, *self.rows), key=lambda row: row.entry.id != shown.entry.id))
        return replace(
            self, entry=shown.entry, feed_title=shown.feed_title, feed_url=shown.feed_url,
            twins=twins if len(twins) > 1 else (),
        )  # fmt: skip


def one_a_page(listed: Iterable[ListedEntry]) -> list[ListedEntry]:
    """Each page once, at its first place.

    It is read if all its entries are, shortlisted if one of them is.
    """
    pages: dict[str, list[ListedEntry]] = {}
    for one in listed:
        pages.setdefault(one.entry.page, []).append(one)
    return [twins[0] if len(twins) == 1 else _as_one(twins) for twins in pages.values()]


def _as_one(twins: Sequence[ListedEntry]) -> ListedEntry:
    return replace(
        twins[0],
        read=all(one.read for one in twins),
        shortlisted=any(one.shortlisted for one in twins),
        twins=tuple(row for one in twins for row in one.rows),
    )


@dataclass(frozen=True, slots=True)
class ListedEntries:
    """A window of entries, newest first, and how many there are in all."""

    rows: tuple[ListedEntry, ...]
    total: int


class PageFailed(DigestError):
    """A page that was to be picked by its address could not be read."""

    exit_code = 1


class Reading:
    """Entries of one library; saved searches are in `searches`."""

    def __init__(
        self, store: Store, settings: Settings, clock: Clock, environ: Mapping[str, str], memory: Memory
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._environ = environ
        self._memory = memory
        self._whole: tuple[EntryQuery, LibraryStamp, EntryPage] | None = None

    @cached_property
    def searches(self) -> SavedSearches:
        return SavedSearches(self._store, self._clock, FeedFolders(self._store))

    def entries(self, query: EntryQuery, current_edition: str) -> ListedEntries:
        """The entries asked for, each with its feed and pick."""
        with self._store.moment():
            page = self._page(query)
            return ListedEntries(tuple(self.listed(page.rows, current_edition)), page.total)

    def _page(self, query: EntryQuery) -> EntryPage:
        """The store's answer; a whole list is cached, as most changes only concern picks."""
        if 0 < query.limit <= _MANY or query.search or query.pages is not None:
            return self._store.entries(query)
        now, known = self._store.stamp(), self._whole
        if known is not None and known[0] == query and known[1].lists_as(now):
            return known[2]
        page = self._store.entries(query)
        self._whole = query, now, page
        return page

    def listed(self, found: Iterable[EntryRow], current_edition: str) -> list[ListedEntry]:
        """Entries with their feeds and picks."""
        found = list(found)
        with self._store.moment():
            states, feeds = self._store.fetch_states(), self._store.feeds()
            recollections = self._memory.recollections(_pages(found))
        shown = {row.entry.feed_id for row in found}
        names = {feed.id: (feed_title(feed, states.get(feed.id)), feed.url) for feed in feeds if feed.id in shown}
        listed = []
        for row in found:
            entry = row.entry
            pick: PickedPlace | None = None
            earlier: tuple[Recollection, ...] = ()
            title, url = names.get(entry.feed_id) or (site_of(entry.url), "")
            if recollections.knows(entry):
                pick = recollections.shown(entry.canonical_url, entry.id, current_edition)
                earlier = recollections.earlier(entry.canonical_url or entry.id, current_edition)
            listed.append(ListedEntry(entry, row.read, row.shortlisted, title, url, pick, earlier))
        return listed

    def picked_by(self, query: EntryQuery, curator: str) -> EntryQuery:
        """The query for those of its entries alone that this curator has picked, in any edition."""
        return replace(query, pages=self._memory.picked_by(curator))

    def pages_picked(self, edition_id: str) -> frozenset[str]:
        """The ids and canonical addresses of all pages that are picked in an edition."""
        return self._memory.picked_in(edition_id)

    def count(self, query: EntryQuery) -> int:
        """How many entries a question finds, whatever its limit."""
        return self._store.entries(query).total

    def number_of(self, query: EntryQuery, entry_id: str) -> int | None:
        """How many entries of a query stand before this one; None if it is not among them."""
        query = replace(query, offset=0, limit=1, is_counted=True)
        with self._store.moment():
            found = self._store.entries(replace(query, pages=frozenset([entry_id]))).rows
            return self._store.entries(replace(query, above=found[0].entry)).total if found else None

    def next_unread(self, query: EntryQuery, entry: Entry, step: int) -> Entry | None:
        """The unread entry of a query that stands next behind this one (+1) or before it (-1)."""
        query = replace(query, unread=True, offset=0, limit=1, is_counted=True)
        if step > 0:
            rows = self._store.entries(replace(query, below=entry)).rows
        else:
            query = replace(query, above=entry)
            with self._store.moment():
                last = self._store.entries(query).total - 1
                rows = self._store.entries(replace(query, offset=last)).rows if last >= 0 else ()
        return rows[0].entry if rows else None

    def unread(self, query: EntryQuery) -> list[Entry]:
        """All unread entries of a query, whatever its window."""
        found = self._store.entries(replace(query, unread=True, offset=0, limit=0, is_counted=True)).rows
        return [row.entry for row in found]

    def content(self, entry: Entry) -> str:
        """The text of an entry as sanitised HTML; empty if it has none."""
        return self._store.content(entry)

    def while_wanted(self, is_wanted: Callable[[], bool]) -> AbstractContextManager[None]:
        """Within it, questions that nobody wants any more raise GivenUp (`Store.while_wanted`)."""
        return self._store.while_wanted(is_wanted)

    def others(self) -> tuple[LibraryStamp, tuple[Presence, ...]]:
        """What others have done, and where they are at work right now.

        The stamp changes whenever somebody else has changed the library; never by what this process does.
        """
        presences = self._store.presences()
        return self._store.others_stamp(), () if presences is None else tuple(presences.others())

    def listen(self, tell: Callable[[], None]) -> None:
        """Have `tell` called, on a thread of its own, soon after a change by others, if possible."""
        self._store.listen(tell)

    def find(self, words: str) -> Entry:
        """The entry with this id prefix, or of this address's page. Raises NotFound, Ambiguous."""
        if (found := self.known(words)) is not None:
            return found
        raise _no_entry(words)

    def known(self, words: str) -> Entry | None:
        """As `find`, for a page that may well not be here: then None."""
        wanted = words.strip()
        address = web_address(wanted)
        found = self._store.find_entries(address or wanted.lower()) if wanted else []
        if not found and address is None and (address := address_of(wanted)):
            found = self._store.find_entries(address)
        if address:
            return found[0] if found else None
        found = with_id(found, wanted)
        if not found:
            return None
        return only_one(
            found, _no_entry(words), lambda count: msg("“{id}” fits {count} entries.", id=words, count=count)
        )

    def take_in(self, address: str, title: str = "", added: Added | None = None) -> tuple[Entry, Failure | None]:
        """Add a web page as an entry: its facts and text are read from it; blocks for seconds.

        With `title` the page is kept even if it cannot be read, and the failure is returned beside it; without,
        that raises PageFailed. What is wanting of a page that was read (its text, behind a paywall) is returned, too.
        A page that is there already is returned as it is; one that is new is told to `added`, with its text as HTML.
        """
        addresses = tuple(map(link_target, addresses_of(address)))
        if not addresses:
            raise not_an_address(address)
        from digest.services.reading.pages import read_first

        url, page = read_first(addresses, self._settings.network, self._environ, self._clock())
        if not isinstance(page, Failure):
            if page.url != url and (found := self._store.find_entries(page.url)):
                return found[0], None
            return self._keep(page.url, title, page, added), page.shortfall
        if not title:
            raise PageFailed(
                sentence(page, "page"),
                msg("{remedy} With --title it is picked without being read.", remedy=remedy(page, "page")),
            )
        return self._keep(url, title, None, added), page

    def links(self, entry: Entry) -> tuple[TextLink, ...]:
        """The links inside an entry's text, numbered as the reading pane shows them."""
        return links_of(self._store.content(entry), entry.url)

    def _keep(self, url: str, title: str, page: PageRead | None, added: Added | None) -> Entry:
        now = self._clock()
        facts = page.facts if page else None
        # The page's own canonical address tells whether we know it; what is opened stays what led there.
        address = canonical((facts.canonical_url if facts else "") or url)
        entry = Entry(
            id=entry_id(PAGES, "", address, "", None),
            feed_id=PAGES,
            month=month_of(local(now)),
            title=one_line(title or (facts.title if facts else "")) or host_of(url),
            url=url,
            canonical_url=address,
            first_seen=now,
            published=facts.published if facts else None,
            author=facts.author if facts else "",
            language=facts.language if facts else "",
            summary=facts.description if facts else "",
        )
        html = page.html if page else ""
        kept = self._store.add_page(entry, html)
        if added is not None and kept == entry:
            added(kept, html)
        return kept


def _pages(found: list[EntryRow]) -> set[str] | None:
    """The names of these entries' pages; None for many: then all picks are read at once."""
    if len(found) > _MANY:
        return None
    return {name for row in found for name in (row.entry.canonical_url, row.entry.id)}


def _no_entry(words: str) -> NotFound:
    return NotFound(
        msg("There is no entry “{id}”.", id=masked(words)),
        msg("“digest entries” lists the entries with their ids; a page is picked by its whole address."),
    )
