"""Feeds and what sorts entries out, in feeds.json.

Feeds carry their place: sorted keys forget the order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from digest.domain.entry import PAGES
from digest.domain.feed import Feed
from digest.storage.codec import onto
from digest.storage.files.library_files import place_of
from digest.storage.rules.feeds import FeedList, no_feed

if TYPE_CHECKING:
    from digest.domain.muting import Muting
    from digest.domain.rules import Rule
    from digest.domain.saved_search import SavedSearch
    from digest.storage.files.library_files import LibraryFiles

T = TypeVar("T")


class FileFeeds:
    """The feeds, muted words, rules and saved searches of `Store`."""

    def __init__(self, library: LibraryFiles) -> None:
        self._library = library

    def every(self) -> list[Feed]:
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

    def muted_words(self) -> tuple[str, ...]:
        from digest.domain.muting import MutedWord, in_order

        return in_order(self._library.feeds.records("muted", MutedWord, "").values())

    def rules(self) -> tuple[Rule, ...]:
        from digest.domain.rules import Rule, in_order

        return in_order([*self._library.feeds.records("rules", Rule).values()])

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        from digest.domain.saved_search import SavedSearch, by_name

        return by_name(self._library.feeds.records("searches", SavedSearch).values())

    def muting(self) -> Muting:
        from digest.domain.muting import Muting

        records = self._library.feeds.table("feeds").records()
        muted = frozenset(key for key, plain in records.items() if plain.get("muted"))
        return Muting(muted, self.muted_words(), tuple(rule for rule in self.rules() if rule.action == "mute"))

    def ensure_known(self, feed_ids: Iterable[str]) -> None:
        known = self._library.feeds.table("feeds").records()
        for feed_id in feed_ids:
            if feed_id not in known:
                raise no_feed(feed_id)

    def change(self, act: Callable[[FeedList], T], searches: Sequence[tuple[SavedSearch, SavedSearch]] = ()) -> T:
        with self._library.feeds.transaction():
            table = self._library.feeds.table("feeds")
            before = {feed.id: feed for feed in self.every()}
            listed = FeedList(before.values())
            result = act(listed)
            records = table.records()
            last = max(map(place_of, records.values()), default=0)
            changed = (feed for feed in listed.feeds.values() if feed != before.get(feed.id))
            table.put({
                feed.id: {"place": number} | onto(records.get(feed.id), feed, "id")
                for number, feed in enumerate(changed, start=last + 1)
            })  # fmt: skip
            for one, other in searches:
                from digest.storage.rules.exchange import exchanged

                self._library.feeds.change_records("searches", partial(exchanged, before=one, after=other))
        return result
