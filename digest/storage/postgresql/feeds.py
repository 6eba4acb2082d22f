"""Feeds, muted words, rules and saved searches: one row is locked, `rules/` decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

import orjson

from digest.domain.entry import PAGES
from digest.domain.feed import Feed
from digest.domain.muting import MutedWord, Muting, in_order
from digest.domain.rules import Rule
from digest.domain.rules import in_order as in_order_of_age
from digest.domain.saved_search import SavedSearch, by_name
from digest.storage.codec import decode
from digest.storage.postgresql.cached_part import CachedPart
from digest.storage.postgresql.changes import ChangeNumbers
from digest.storage.postgresql.connection import Row, Server, Transaction
from digest.storage.postgresql.records import LOCK, DecodedTexts, change_records, decoded, text_onto
from digest.storage.rules.exchange import exchanged
from digest.storage.rules.feeds import FeedList, no_feed

T = TypeVar("T")
_FEEDS = "SELECT id, place, record FROM digest.feeds ORDER BY place, id"
_RECORDS = "SELECT kind, id, record FROM digest.records WHERE kind IN ('muted', 'rules', 'searches')"


@dataclass(frozen=True)
class Subscribed:
    """All feeds, removed ones too, in order; muted words, all rules and saved searches."""

    feeds: Mapping[str, Feed]
    muted: Mapping[str, MutedWord]
    rules: tuple[Rule, ...]
    searches: tuple[SavedSearch, ...]

    @cached_property
    def present(self) -> frozenset[str]:
        """The ids of the feeds that are not removed, and of pages that need none."""
        return frozenset({PAGES, *(feed.id for feed in self.feeds.values() if feed.removed is None)})

    @cached_property
    def muting(self) -> Muting:
        muted = frozenset(feed.id for feed in self.feeds.values() if feed.muted)
        return Muting(muted, in_order(self.muted.values()), tuple(one for one in self.rules if one.action == "mute"))


class DatabaseFeeds:
    """The feeds of `Store`, read again when their number of changes is another."""

    def __init__(self, server: Server, numbers: ChangeNumbers) -> None:
        self._server = server
        self._numbers = numbers
        self._read_feeds: DecodedTexts[Feed] = DecodedTexts(_feed)
        self.part = CachedPart(
            server, lambda: ((_FEEDS, ()), (_RECORDS, ())), self._made, lambda: numbers.number("feeds")
        )

    def _made(self, answers: Sequence[list[Row]]) -> Subscribed:
        feeds, texts = answers
        by_kind: dict[str, dict[str, str]] = {"muted": {}, "rules": {}, "searches": {}}
        for kind, key, record in texts:
            by_kind[kind][key] = record
        return Subscribed(
            self._read_feeds.all((row[0], row[2]) for row in feeds),
            decoded(MutedWord, "muted", by_kind["muted"]),
            in_order_of_age([*decoded(Rule, "rules", by_kind["rules"]).values()]),
            by_name(decoded(SavedSearch, "searches", by_kind["searches"]).values()),
        )

    def _present(self) -> Subscribed:
        self._numbers.look()
        return self.part.get()

    def every(self) -> list[Feed]:
        return [*self._present().feeds.values()]

    def feed(self, feed_id: str) -> Feed:
        if self._numbers.is_moment and (known := self._present().feeds.get(feed_id)) is not None:
            return known
        rows = self._server.rows("SELECT id, place, record FROM digest.feeds WHERE id = %s", (feed_id,))
        if not rows:
            raise no_feed(feed_id)
        return _feed(rows[0][0], rows[0][2])

    def muted_words(self) -> tuple[str, ...]:
        return in_order(self._present().muted.values())

    def rules(self) -> tuple[Rule, ...]:
        return self._present().rules

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        return self._present().searches

    def ensure_known(self, feed_ids: Iterable[str]) -> None:
        wanted = list(dict.fromkeys(feed_ids))
        rows = self._server.rows("SELECT id FROM digest.feeds WHERE id = ANY(%s)", (wanted,)) if wanted else []
        known = {row[0] for row in rows}
        for feed_id in wanted:
            if feed_id not in known:
                raise no_feed(feed_id)

    def change(self, act: Callable[[FeedList], T], searches: Sequence[tuple[SavedSearch, SavedSearch]] = ()) -> T:
        def change(transaction: Transaction) -> T:
            transaction.execute(LOCK)
            rows = transaction.rows(_FEEDS)
            before = {row[0]: _feed(row[0], row[2]) for row in rows}
            listed = FeedList(before.values())
            result = act(listed)
            changed = [feed for feed in listed.feeds.values() if feed != before.get(feed.id)]
            put_feeds(transaction, changed, {row[0]: (row[1], row[2]) for row in rows})
            for one, other in searches:
                change_records(transaction, "searches", partial(exchanged, before=one, after=other))
            return result

        return self._server.change(change)


def put_feeds(transaction: Transaction, feeds: Sequence[Feed], before: Mapping[str, tuple[int, str]]) -> None:
    """Write feeds, new ones last. `before` has place and record of the existing ones."""
    last = max((place for place, _ in before.values()), default=0)
    values = []
    for number, feed in enumerate(feeds, start=last + 1):
        place, record = before.get(feed.id, (number, ""))
        values.append((feed.id, place, text_onto(record, feed, "id")))
    if values:
        transaction.many(
            "INSERT INTO digest.feeds VALUES (%s, %s, %s) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
            values,
        )
        transaction.count("feeds")


def _feed(feed_id: str, record: str) -> Feed:
    return decode(Feed, orjson.loads(record), id=feed_id)
