"""What adding, changing, removing and moving feeds does: decisions for every backend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING

from digest.domain.errors import Conflict, NotFound, UsageError
from digest.domain.feed import Feed, FetchState, feed_title
from digest.domain.message import msg
from digest.domain.secrets import masked
from digest.domain.url import is_web_address, not_an_address, origin_of, same_feed_key
from digest.storage.rules.changes import changed
from digest.storage.rules.entries import checked_id

if TYPE_CHECKING:
    from digest.domain.edition import Changes

#: Fields of a feed that may change.
FEED_FIELDS = frozenset(field.name for field in fields(Feed)) - {"id", "added"}


class FeedList:
    """All feeds of a library during one change, removed ones too, in the order of addition."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        self.feeds = {feed.id: feed for feed in feeds}

    def add(self, feeds: Sequence[Feed]) -> list[Feed]:
        """See `Store.add_feeds`."""
        by_address = self._by_address()
        added: list[Feed] = []
        for feed in feeds:
            checked_id(feed.id)
            key = same_feed_key(_checked(feed.url))
            present = by_address.get(key)
            if present is not None and present.removed is None:
                continue
            if present is not None:
                kept = replace(
                    present,
                    url=feed.url,
                    title=feed.title,
                    category=feed.category,
                    folder=feed.folder,
                    by_hand=feed.by_hand,
                    removed=None,
                )
            elif feed.id in self.feeds:
                raise ValueError(f"the feed id {feed.id!r} is in use")
            else:
                kept = replace(feed, attributes=dict(feed.attributes), removed=None)
            self.feeds[kept.id] = by_address[key] = kept
            added.append(kept)
        return added

    def change_all(self, changes: Mapping[str, Changes], seen: Mapping[str, Changes]) -> list[Feed]:
        """See `Store.change_feeds`."""
        for feed_id, one in changes.items():
            if self._is_older(feed_id, one, seen.get(feed_id, {})):
                raise _changed_elsewhere(self.feeds[feed_id], len(changes))
        return [self.change(feed_id, one) for feed_id, one in changes.items()]

    def _is_older(self, feed_id: str, changes: Changes, seen: Changes) -> bool:
        """Whether somebody has set a field otherwise than it was seen, and than it is to be set now."""
        present = self._feed(feed_id)
        return any(getattr(present, name) not in (value, changes.get(name, value)) for name, value in seen.items())

    def change(self, feed_id: str, changes: Changes) -> Feed:
        """See `Store.change_feed`."""
        wanted = changed(self._feed(feed_id), changes, FEED_FIELDS)
        if "url" in changes:
            _checked(wanted.url)
            self._refuse_in_use(wanted.url, feed_id)
        self.feeds[feed_id] = wanted
        return wanted

    def remove(self, feed_id: str, when: datetime) -> Feed:
        """See `Store.remove_feed`; one that is removed already keeps its date."""
        feed = self._feed(feed_id)
        self.feeds[feed_id] = removed = replace(feed, removed=feed.removed or when)
        return removed

    def restore(self, feed_id: str) -> Feed:
        """See `Store.restore_feed`; UsageError if its address is another feed's by now."""
        feed = self._feed(feed_id)
        if feed.removed:
            self._refuse_in_use(feed.url, feed_id)
        self.feeds[feed_id] = restored = replace(feed, removed=None)
        return restored

    def move(self, moved: Mapping[str, str]) -> None:
        """Move feeds to the addresses that their servers said, unless another feed has it.

        A refresh cannot ask anybody, and two feeds of one address would never come apart again. Nobody has typed a
        host that the feed moves to.
        """
        for feed_id, url in moved.items():
            if not self._in_use(url, feed_id):
                feed = self._feed(feed_id)
                stays = origin_of(url) == origin_of(feed.url)
                self.feeds[feed_id] = replace(feed, url=_checked(url), by_hand=feed.by_hand and stays)

    def _feed(self, feed_id: str) -> Feed:
        if feed_id not in self.feeds:
            raise no_feed(feed_id)
        return self.feeds[feed_id]

    def _refuse_in_use(self, url: str, feed_id: str) -> None:
        if self._in_use(url, feed_id):
            raise UsageError(
                msg("Another feed has the address {url}.", url=masked(url)), msg("Remove one of the two feeds first.")
            )

    def _in_use(self, url: str, feed_id: str) -> bool:
        other = self._by_address().get(same_feed_key(url))
        return other is not None and other.removed is None and other.id != feed_id

    def _by_address(self) -> dict[str, Feed]:
        """Feeds by address; of two under one, the one that is there."""
        found: dict[str, Feed] = {}
        for feed in sorted(self.feeds.values(), key=lambda feed: feed.removed is None):
            found[same_feed_key(feed.url)] = feed
        return found


def _changed_elsewhere(feed: Feed, count: int) -> Conflict:
    if count > 1:
        what = msg("The feeds were changed elsewhere since; they stay as they are.")
    else:
        name = feed_title(feed, None)
        what = msg("The feed “{title}” was changed elsewhere since; it stays as it is.", title=name)
    return Conflict(what, msg("“digest feeds” lists the feeds."))


def titles_of(feeds: Iterable[Feed], own: Mapping[str, str]) -> dict[str, str]:
    """The title of each feed that is there; `own` are those that feeds give themselves."""
    return {feed.id: feed_title(feed, FetchState(title=own.get(feed.id, ""))) for feed in feeds if feed.removed is None}


def no_feed(feed_id: str) -> NotFound:
    return NotFound(msg("There is no feed “{feed}”.", feed=feed_id), msg("“digest feeds” lists the feeds."))


def _checked(url: str) -> str:
    if not is_web_address(url):
        raise not_an_address(url)
    return url
