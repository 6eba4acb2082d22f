"""The feeds as a curator keeps them: list, find, add, edit, remove, OPML, check."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from digest.config.clock import Clock, is_english
from digest.config.settings import Settings
from digest.domain.edition import Changes
from digest.domain.entry import PAGES, Entry, new_id
from digest.domain.errors import NotFound, UsageError
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.feed import Feed, FetchState, feed_title
from digest.domain.folders import folder_names, folder_path, is_within, tidy_path
from digest.domain.health import Failure, FailureKind
from digest.domain.message import msg
from digest.domain.only_one import only_one, with_id
from digest.domain.query import FeedCounts
from digest.domain.secrets import masked
from digest.domain.text import category_label, fold, one_line, sort_key
from digest.domain.url import addresses_of, former_address, same_feed_key, typed_address, web_address
from digest.services.feeds.feed_folders import FeedFolders
from digest.services.feeds.feed_overview import FeedOverview, FeedRows
from digest.services.feeds.feed_settings import own_settings
from digest.storage.store import FeedRefresh, Store

if TYPE_CHECKING:
    from digest.domain.feed import FoundFeed
    from digest.feeds.opml import OpmlProblem

#: A feed that has brought nothing for so long is pointed out: blogs die without a word.
SILENT = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class OpmlImport:
    """The result of an OPML file: feeds added, feeds known, outlines that were refused."""

    added: tuple[Feed, ...]
    known: int
    problems: tuple[OpmlProblem, ...]


@dataclass(frozen=True, slots=True)
class Probe:
    """What asking a feed once came to, without keeping anything."""

    feed: Feed
    title: str
    entries: int
    newest: datetime | None
    failure: Failure | None


class Feeds:
    """The feeds of one library; what concerns their folders is in `folders`."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, environ: Mapping[str, str]) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._environ = environ
        self.folders = FeedFolders(store)
        self._rows = FeedRows()

    def overviews(
        self, *, broken: bool = False, folder: str = "", counts: Mapping[str, FeedCounts] | None = None
    ) -> list[FeedOverview]:
        """All feeds, or those within a folder, in the order of `tree_order`.

        With `broken` only those that failed, are gone, or have long been silent. `counts` are those of the same
        moment, if they are known.
        """
        states = self._store.fetch_states()
        counts = self._store.feed_counts() if counts is None else counts
        rows = self._rows.rows(self._store.feeds(), states, counts, self._clock() - SILENT)
        return [
            row
            for row in rows
            if (not folder or is_within(row.feed.folder, folder))
            and (not broken or row.silent_since or row.status in ("error", "gone"))
        ]

    def is_empty(self) -> bool:
        """True while nobody has subscribed to anything."""
        return not self._store.feeds()

    def titles(self) -> dict[str, str]:
        """Feed id → the name to show."""
        states = self._store.fetch_states()
        return {feed.id: feed_title(feed, states.get(feed.id)) for feed in self._store.feeds()}

    def feed_of(self, entry: Entry) -> Feed | None:
        """The feed that brought an entry, even if removed; None for a page. Raises NotFound."""
        return None if entry.feed_id == PAGES else self._store.feed(entry.feed_id)

    def title(self, feed: Feed) -> str:
        """The name to show: the curator's, else the feed's own, else its host."""
        return feed_title(feed, self._store.fetch_states().get(feed.id))

    def find(self, words: str) -> Feed:
        """The feed of that id (or its beginning), address or title. Raises NotFound, Ambiguous."""
        feeds = self._store.feeds()
        address = web_address(words)
        if address:
            found = _at(feeds, address) or _at(feeds, former_address(words) or "")
        else:
            found = with_id(feeds, words, self._titled(feeds, words))
            found = found or next((there for url in addresses_of(words) if (there := _at(feeds, url))), [])
        return only_one(
            found,
            NotFound(
                msg("There is no feed “{feed}”.", feed=masked(words)),
                msg("“digest feeds” lists the feeds with their ids; an address or a title does as well."),
            ),
            lambda count: msg("“{feed}” fits {count} feeds.", feed=words, count=count),
        )

    def discover(self, address: str) -> list[FoundFeed] | Failure:
        """The feeds behind a typed address: the address itself, or those that its page names."""
        from digest.feeds.client import Client
        from digest.feeds.discover import discover
        from digest.isolation.readpool import ReadPool

        async def look() -> list[FoundFeed] | Failure:
            async with Client(self._settings.network, self._environ) as client, ReadPool(workers=1) as pool:
                return await discover(client, pool, address)

        found = asyncio.run(look())
        if isinstance(found, Failure) and found.kind is FailureKind.BAD_ADDRESS:
            raise UsageError(sentence(found), remedy(found))
        return found

    def add(
        self, address: str | FoundFeed, *, title: str = "", category: str = "", folder: str = ""
    ) -> tuple[Feed, bool]:
        """Add one feed that was found, or typed; returns it and whether it is new.

        A private host that was typed is exempt from the address rule, for this feed.
        """
        typed = address if isinstance(address, str) else address.url
        url = typed_address(typed)
        feed = Feed(
            id=self.new_id(set()),
            url=url,
            title=one_line(title),
            category=category_label(category),
            folder=tidy_path(folder),
            by_hand=self._is_private(url) if isinstance(address, str) else address.is_private,
            added=self._clock(),
        )
        added = self._store.add_feeds([feed])
        return (added[0], True) if added else (self.find(url), False)

    def change(self, feed: Feed, changes: Changes, *, resume: bool = False) -> Feed:
        """Set fields of a feed; a new address counts as typed, `resume` wakes a gone feed.

        Raises Conflict if somebody else has set one of them since `feed` was read.
        """
        cleaned = {name: self._cleaned(name, value) for name, value in changes.items()}
        if "url" in cleaned:
            cleaned["by_hand"] = self._is_private(str(cleaned["url"]))
        seen = {name: getattr(feed, name) for name in cleaned}
        changed = self._store.change_feed(feed.id, cleaned, seen=seen) if cleaned else feed
        state = self._store.fetch_states().get(feed.id)
        if resume and state is not None and state.gone:
            self._store.apply_refresh([FeedRefresh(feed.id, replace(state, gone=False, next_check=None))])
        return changed

    def _is_private(self, url: str) -> bool:
        """Whether a typed address is private now, which takes some seconds at most."""
        from digest.feeds.client import Client

        async def look() -> bool:
            async with Client(self._settings.network, self._environ) as client:
                return await client.is_private(url)

        return asyncio.run(look())

    def remove(self, feed: Feed) -> Feed:
        """Remove a feed from all lists; picks stay, and adding its address again restores all."""
        return self._store.remove_feed(feed.id, self._clock())

    def restore(self, feed_id: str) -> Feed:
        """Restore a removed feed. Raises NotFound, or UsageError if another has its address now."""
        return self._store.restore_feed(feed_id.strip().lower())

    def import_opml(self, data: bytes) -> OpmlImport:
        """Add every new feed of an OPML file. Raises UsageError if it is no OPML."""
        from digest.feeds.opml import read_opml

        reading = read_opml(data)
        return self._import(reading.feeds, reading.problems)

    def import_shipped(self, language: str) -> OpmlImport:
        """Add the feeds that come with digest, in folders of a language.

        Their categories are the library's own: English ones if those are among its standing categories.
        """
        from digest.config.shipped import in_english, shipped_feeds
        from digest.feeds.opml import read_opml

        def named(feed: Feed) -> Feed:
            folder = folder_path(map(in_english, folder_names(feed.folder))) if is_english(language) else feed.folder
            category = in_english(feed.category)
            is_own = category in self._settings.categories.standing
            return replace(feed, folder=folder, category=category if is_own else feed.category)

        return self._import([named(feed) for feed in read_opml(shipped_feeds()).feeds], ())

    def _import(self, read: Iterable[Feed], problems: tuple[OpmlProblem, ...]) -> OpmlImport:
        now = self._clock()
        taken: set[str] = set()
        feeds = [replace(feed, id=self.new_id(taken), added=now, by_hand=False) for feed in read]
        added = self._store.add_feeds(feeds)
        return OpmlImport(tuple(added), len(feeds) - len(added), problems)

    def export_opml(self) -> bytes:
        """All feeds as OPML 2.0 with folders; secrets masked."""
        from digest.feeds.opml import write_opml

        states = self._store.fetch_states()
        feeds = self._store.feeds()
        titles = {feed.id: feed_title(feed, states.get(feed.id)) for feed in feeds}
        return write_opml(feeds, titles, self._clock(), "digest")

    def probe(self, tell: Callable[[Probe], None] = lambda _: None) -> list[Probe]:
        """Ask every feed once, whole, and keep nothing; `tell` is called as each answers."""
        from digest.feeds.pipeline import Due, FeedOutcome, outcomes

        feeds = self._store.feeds()
        states = self._store.fetch_states()
        titles = {feed.id: feed_title(feed, states.get(feed.id)) for feed in feeds}
        own = own_settings(self._settings.feeds, feeds).by_feed
        due = [Due(feed, FetchState(), own.get(feed.id)) for feed in feeds]

        def probed(outcome: FeedOutcome) -> Probe:
            entries = outcome.parsed.entries if outcome.parsed else ()
            newest = max((entry.published for entry in entries if entry.published), default=None)
            feed = outcome.due.feed
            return Probe(feed, titles[feed.id], len(entries), newest, outcome.failure)

        async def ask() -> list[Probe]:
            found = []
            async for outcome in outcomes(due, self._settings.network, self._clock(), lambda _: None, self._environ):
                found.append(probed(outcome))
                tell(found[-1])
            return found

        return sorted(asyncio.run(ask()), key=lambda probe: sort_key(probe.title)) if due else []

    def _titled(self, feeds: Sequence[Feed], words: str) -> list[Feed]:
        states = self._store.fetch_states()
        return [feed for feed in feeds if fold(feed_title(feed, states.get(feed.id))) == fold(words)]

    def new_id(self, taken: set[str]) -> str:
        """8 hex digits that no feed has, even a removed one, nor any in `taken`, which gets them."""
        made = new_id(lambda one: one in taken or self._exists(one))
        taken.add(made)
        return made

    def _exists(self, feed_id: str) -> bool:
        try:
            self._store.feed(feed_id)
        except NotFound:
            return False
        return True

    def _cleaned(self, name: str, value: object) -> object:
        if name == "url":
            return typed_address(str(value))
        if name == "category":
            return category_label(str(value))
        if name == "folder":
            return tidy_path(str(value))
        return one_line(value) if isinstance(value, str) else value


def _at(feeds: Iterable[Feed], address: str) -> list[Feed]:
    """The feeds of an address, which may be empty."""
    return [feed for feed in feeds if address and same_feed_key(feed.url) == same_feed_key(address)]
