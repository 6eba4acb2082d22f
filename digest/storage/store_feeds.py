"""What every Store passes on to its parts for feeds, and for what sorts entries out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from digest.domain.edition import Changes
    from digest.domain.feed import Feed
    from digest.domain.rules import Rule
    from digest.domain.saved_search import SavedSearch

    class _Feeds(Protocol):
        def feeds(self) -> list[Feed]: ...
        def feed(self, feed_id: str) -> Feed: ...
        def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]: ...
        def change_feed(self, feed_id: str, changes: Changes) -> Feed: ...
        def change_feeds(self, changes: Mapping[str, Changes]) -> list[Feed]: ...
        def remove_feed(self, feed_id: str, when: datetime) -> Feed: ...
        def restore_feed(self, feed_id: str) -> Feed: ...

    class _Filters(Protocol):
        def muted_words(self) -> tuple[str, ...]: ...
        def mute_words(self, words: Sequence[str]) -> tuple[str, ...]: ...
        def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]: ...
        def rules(self) -> tuple[Rule, ...]: ...
        def put_rule(self, rule: Rule) -> None: ...
        def remove_rule(self, rule_id: str) -> Rule: ...
        def saved_searches(self) -> tuple[SavedSearch, ...]: ...
        def put_saved_search(self, search: SavedSearch) -> None: ...
        def remove_saved_search(self, search_id: str) -> SavedSearch: ...


class StoreFeeds:
    """The part of a `Store` that is `FeedStore`; each finds out by itself when it was founded."""

    _feeds: _Feeds
    _filters: _Filters

    def feeds(self) -> list[Feed]:
        return self._feeds.feeds()

    def feed(self, feed_id: str) -> Feed:
        return self._feeds.feed(feed_id)

    def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        return self._feeds.add_feeds(feeds)

    def change_feed(self, feed_id: str, changes: Changes) -> Feed:
        return self._feeds.change_feed(feed_id, changes)

    def change_feeds(self, changes: Mapping[str, Changes]) -> list[Feed]:
        return self._feeds.change_feeds(changes)

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        return self._feeds.remove_feed(feed_id, when)

    def restore_feed(self, feed_id: str) -> Feed:
        return self._feeds.restore_feed(feed_id)

    def muted_words(self) -> tuple[str, ...]:
        return self._filters.muted_words()

    def mute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        return self._filters.mute_words(words)

    def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        return self._filters.unmute_words(words)

    def rules(self) -> tuple[Rule, ...]:
        return self._filters.rules()

    def put_rule(self, rule: Rule) -> None:
        self._filters.put_rule(rule)

    def remove_rule(self, rule_id: str) -> Rule:
        return self._filters.remove_rule(rule_id)

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        return self._filters.saved_searches()

    def put_saved_search(self, search: SavedSearch) -> None:
        self._filters.put_saved_search(search)

    def remove_saved_search(self, search_id: str) -> SavedSearch:
        return self._filters.remove_saved_search(search_id)
