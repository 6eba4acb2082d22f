"""Feeds, muted words, rules and saved searches in feeds.json. Feeds carry their place: sorted keys forget the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from digest.domain.edition import Changes
from digest.domain.entry import PAGES
from digest.domain.feed import Feed
from digest.domain.muting import MutedWord, Muting
from digest.domain.rules import Rule
from digest.domain.rules import in_order as in_order_of_age
from digest.domain.saved_search import SavedSearch, by_name
from digest.storage.codec import encode, onto
from digest.storage.files.edition_files import EditionFiles
from digest.storage.files.engine.tables import place_of
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.entries import checked_id
from digest.storage.rules.feeds import FeedList, no_feed, no_rule, no_saved_search
from digest.storage.rules.muting import in_order, words_to_add, words_to_remove


class FileFeeds:
    """The feeds of `Store`."""

    def __init__(self, library: LibraryFiles, files: EditionFiles) -> None:
        self._library = library
        self._files = files

    def feeds(self) -> list[Feed]:
        return [feed for feed in self._all_feeds() if feed.removed is None]

    def feed(self, feed_id: str) -> Feed:
        file = self._library.feeds
        plain = file.table("feeds").find(feed_id)
        if plain is None:
            raise no_feed(feed_id)
        return file.decode(Feed, feed_id, plain, id=feed_id)

    def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        for feed in feeds:
            checked_id(feed.id)
        with self._feed_list() as listed:
            return listed.add(feeds)

    def change_feed(self, feed_id: str, changes: Changes) -> Feed:
        with self._feed_list() as listed:
            return listed.change(feed_id, changes)

    def change_feeds(self, changes: Mapping[str, Changes]) -> list[Feed]:
        with self._feed_list() as listed:
            return [listed.change(feed_id, one) for feed_id, one in changes.items()]

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        with self._feed_list() as listed:
            return listed.remove(feed_id, when)

    def restore_feed(self, feed_id: str) -> Feed:
        with self._feed_list() as listed:
            return listed.restore(feed_id)

    def muted_words(self) -> tuple[str, ...]:
        return in_order(self._muted().values())

    def mute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        with self._library.feeds.transaction():
            added = words_to_add(self._muted(), words)
            self._library.feeds.table("muted").put({key: encode(word) for key, word in added.items()})
        return in_order(added.values())

    def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        with self._library.feeds.transaction():
            present = self._muted()
            keys = words_to_remove(present, words)
            self._library.feeds.table("muted").discard(keys)
        return in_order(present[key] for key in keys)

    def rules(self) -> tuple[Rule, ...]:
        file = self._library.feeds
        records = file.table("rules").records()
        return in_order_of_age([file.decode(Rule, key, plain, id=key) for key, plain in records.items()])

    def put_rule(self, rule: Rule) -> None:
        with self._library.feeds.transaction():
            table = self._library.feeds.table("rules")
            table.put({checked_id(rule.id): onto(table.records().get(rule.id), rule, "id")})

    def remove_rule(self, rule_id: str) -> Rule:
        with self._library.feeds.transaction():
            found = next((rule for rule in self.rules() if rule.id == rule_id), None)
            if found is None:
                raise no_rule(rule_id)
            self._library.feeds.table("rules").discard([rule_id])
        return found

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        file = self._library.feeds
        records = file.table("searches").records()
        return by_name(file.decode(SavedSearch, key, plain, id=key) for key, plain in records.items())

    def put_saved_search(self, search: SavedSearch) -> None:
        with self._library.feeds.transaction():
            table = self._library.feeds.table("searches")
            table.put({checked_id(search.id): onto(table.records().get(search.id), search, "id")})

    def remove_saved_search(self, search_id: str) -> SavedSearch:
        with self._library.feeds.transaction():
            found = next((search for search in self.saved_searches() if search.id == search_id), None)
            if found is None:
                raise no_saved_search(search_id)
            self._library.feeds.table("searches").discard([search_id])
        return found

    def founded(self) -> datetime | None:
        moments = [feed.added for feed in self._all_feeds()]
        moments += [edition.created for part in self._files.records() for edition in part.editions.values()]
        return min((moment for moment in moments if moment), default=None)

    def _all_feeds(self) -> list[Feed]:
        file = self._library.feeds
        records = file.table("feeds").records()
        order = sorted(records, key=lambda feed_id: (place_of(records[feed_id]), feed_id))
        return [file.decode(Feed, feed_id, records[feed_id], id=feed_id) for feed_id in order]

    def _muted(self) -> dict[str, MutedWord]:
        file = self._library.feeds
        return {key: file.decode(MutedWord, key, plain) for key, plain in file.table("muted").records().items()}

    def present(self) -> set[str]:
        """The ids of the feeds that are not removed, and of pages that need none."""
        records = self._library.feeds.table("feeds").records()
        return {PAGES, *(feed_id for feed_id, plain in records.items() if not plain.get("removed"))}

    def move(self, moved: Mapping[str, str]) -> None:
        """Feeds, by id, that have a new address for good."""
        with self._feed_list() as listed:
            for feed_id, url in moved.items():
                listed.move(feed_id, url)

    def ensure_known(self, feed_ids: Iterable[str]) -> None:
        """Raise NotFound unless all of these were added once."""
        known = self._library.feeds.table("feeds").records()
        for feed_id in feed_ids:
            if feed_id not in known:
                raise no_feed(feed_id)

    def muting(self) -> Muting:
        """All that is muted."""
        records = self._library.feeds.table("feeds").records()
        muted = frozenset(key for key, plain in records.items() if plain.get("muted"))
        return Muting(muted, self.muted_words(), tuple(rule for rule in self.rules() if rule.action == "mute"))

    @contextmanager
    def _feed_list(self) -> Iterator[FeedList]:
        """All feeds inside the lock; what is changed in the list is kept."""
        with self._library.feeds.transaction():
            table = self._library.feeds.table("feeds")
            before = {feed.id: feed for feed in self._all_feeds()}
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
