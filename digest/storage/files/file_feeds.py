"""Feeds in feeds.json. They carry their place: sorted keys forget the order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from digest.domain.entry import PAGES
from digest.domain.feed import Feed, FetchState, feed_title
from digest.storage.codec import onto
from digest.storage.files.library_files import place_of
from digest.storage.rules.entries import checked_id
from digest.storage.rules.feeds import FeedList, no_feed

if TYPE_CHECKING:
    from digest.domain.edition import Changes
    from digest.domain.saved_search import SavedSearch
    from digest.storage.files.library_files import LibraryFiles


class FileFeeds:
    """The feeds of `Store`."""

    def __init__(self, library: LibraryFiles) -> None:
        self._library = library

    def feeds(self) -> list[Feed]:
        return [feed for feed in self.every() if feed.removed is None]

    def every(self) -> list[Feed]:
        """All feeds, removed ones too."""
        file = self._library.feeds
        records = file.table("feeds").records()
        order = sorted(records, key=lambda feed_id: (place_of(records[feed_id]), feed_id))
        return [file.decode(Feed, feed_id, records[feed_id], id=feed_id) for feed_id in order]

    def feed(self, feed_id: str) -> Feed:
        file = self._library.feeds
        plain = file.table("feeds").find(feed_id)
        if plain is None:
            raise no_feed(feed_id)
        return file.decode(Feed, feed_id, plain, id=feed_id)

    def present(self) -> Collection[str]:
        """See `entry_questions.Curated`."""
        records = self._library.feeds.table("feeds").records()
        return {PAGES, *(feed_id for feed_id, plain in records.items() if not plain.get("removed"))}

    def titles(self, own: Mapping[str, str]) -> Mapping[str, str]:
        """The title of each feed, as it is shown; `own` are those that feeds give themselves."""
        return {feed.id: feed_title(feed, FetchState(title=own.get(feed.id, ""))) for feed in self.feeds()}

    def ensure_known(self, feed_ids: Iterable[str]) -> None:
        """Raise NotFound unless all of these were added once."""
        known = self._library.feeds.table("feeds").records()
        for feed_id in feed_ids:
            if feed_id not in known:
                raise no_feed(feed_id)

    def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        for feed in feeds:
            checked_id(feed.id)
        with self._feed_list() as listed:
            return listed.add(feeds)

    def change_feeds(
        self,
        changes: Mapping[str, Changes],
        *,
        seen: Mapping[str, Changes] = {},
        searches: Sequence[tuple[SavedSearch, SavedSearch]] = (),
    ) -> list[Feed]:
        with self._feed_list() as listed:
            changed = listed.change_all(changes, seen)
            for before, after in searches:
                self._library.exchange(before, after)
            return changed

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        with self._feed_list() as listed:
            return listed.remove(feed_id, when)

    def restore_feed(self, feed_id: str) -> Feed:
        with self._feed_list() as listed:
            return listed.restore(feed_id)

    def move(self, moved: Mapping[str, str]) -> None:
        """Feeds, by id, that have a new address for good."""
        with self._feed_list() as listed:
            for feed_id, url in moved.items():
                listed.move(feed_id, url)

    @contextmanager
    def _feed_list(self) -> Iterator[FeedList]:
        """All feeds inside the lock; what is changed in the list is kept."""
        with self._library.feeds.transaction():
            table = self._library.feeds.table("feeds")
            before = {feed.id: feed for feed in self.every()}
            listed = FeedList(before.values())
            yield listed
            records = table.records()
            last = max(map(place_of, records.values()), default=0)
            table.put({
                feed.id: {"place": last + number} | onto(records.get(feed.id), feed, "id")
                for number, feed in enumerate(
                    (feed for feed in listed.feeds.values() if feed != before.get(feed.id)), start=1
                )
            })  # fmt: skip
