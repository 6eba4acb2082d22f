"""Changes of the feeds: adding, changing, muting, removing, each an undo step.

Each raises Conflict if somebody else has changed the same since it was seen, undo as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.domain.edition import Changes
from digest.domain.feed import Feed, feed_title
from digest.domain.message import Message, msg
from digest.domain.text import one_line
from digest.services.session.undo import Step, UndoSteps
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.domain.feed import FoundFeed
    from digest.services.session.services import Services


@dataclass(frozen=True, slots=True)
class FeedResult:
    """The result of a change: one sentence, and the feed as it is now if it still exists."""

    said: Message
    feed: Feed | None = None


class FeedActions:
    """One session's changes of feeds. Every method is atomic and returns when it is kept."""

    def __init__(self, store: Store, clock: Clock, services: Services, steps: UndoSteps) -> None:
        self._store = store
        self._clock = clock
        self._services = services
        self._steps = steps

    def add(self, address: str | FoundFeed, *, title: str = "", category: str = "", folder: str = "") -> FeedResult:
        """Add a found or typed feed; a known one is left unchanged. Raises UsageError if no address."""
        feed, is_new = self._services.feeds.add(address, title=title, category=category, folder=folder)
        if not is_new:
            return FeedResult(msg("“{title}” is there already.", title=self._title(feed)), feed)
        # Nothing was fetched yet: what the page calls it is what the curator has just seen.
        known = "" if isinstance(address, str) else address.title
        name = msg("Feed “{title}” added", title=feed.title or one_line(known) or self._title(feed))
        self._steps.record(Step(name, lambda: self._remove(feed.id), lambda: self._restore(feed.id), (feed.id,)))
        return FeedResult(name, feed)

    def remove(self, feed: Feed) -> FeedResult:
        """Take a feed out of all lists."""
        name = msg("Feed “{title}” removed", title=self._title(feed))
        self._services.feeds.remove(feed)
        self._steps.record(Step(name, lambda: self._restore(feed.id), lambda: self._remove(feed.id), (feed.id,)))
        return FeedResult(name)

    def change(self, feed: Feed, changes: Changes, *, resume: bool = False) -> FeedResult:
        """Set fields of a feed as one step; `resume`: ask one again that the server called gone."""
        name = msg("Feed “{title}” changed", title=self._title(feed))
        return self._change(feed, changes, name, resume=resume)

    def pause(self, feed: Feed, paused: bool) -> FeedResult:
        """Ask a feed no more, or again, also one that the server called gone."""
        title = self._title(feed)
        name = msg("“{title}” paused", title=title) if paused else msg("“{title}” resumed", title=title)
        return self._change(feed, {"paused": paused}, name, resume=not paused)

    def mute(self, feed: Feed, muted: bool) -> FeedResult:
        """Keep the entries of a feed out of the inbox, or let them in again."""
        return self._change(feed, {"muted": muted}, _muted(self._title(feed), muted))

    def mute_word(self, word: str, muted: bool) -> FeedResult:
        """Mute entries whose titles contain a word (`domain.muting`), or no longer."""
        words = self._services.muted_words
        changed = words.change([word], muted=muted)
        if not changed:
            return FeedResult(msg("Nothing changed."))
        name = _muted(changed[0], muted)

        def back() -> None:
            words.change(changed, muted=not muted)

        def again() -> None:
            words.change(changed, muted=muted)

        self._steps.record(Step(name, back, again))
        return FeedResult(name)

    def _change(self, feed: Feed, changes: Changes, name: Message, *, resume: bool = False) -> FeedResult:
        before = {field: getattr(feed, field) for field in (*changes, "by_hand")}
        kept = self._services.feeds.change(feed, changes, resume=resume)
        after = {field: getattr(kept, field) for field in before}
        if before != after or resume:
            back, again = (lambda: self._set(feed.id, after, before)), (lambda: self._set(feed.id, before, after))
            self._steps.record(Step(name, back, again, (feed.id,)))
        return FeedResult(name, kept)

    def _set(self, feed_id: str, expected: Changes, wanted: Changes) -> None:
        self._store.change_feed(feed_id, wanted, seen=expected)

    def _remove(self, feed_id: str) -> None:
        self._store.remove_feed(feed_id, self._clock())

    def _restore(self, feed_id: str) -> None:
        self._store.restore_feed(feed_id)

    def _title(self, feed: Feed) -> str:
        return feed_title(feed, self._store.fetch_states().get(feed.id))


def _muted(title: str, muted: bool) -> Message:
    return msg("“{title}” muted", title=title) if muted else msg("“{title}” unmuted", title=title)
