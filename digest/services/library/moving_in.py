"""Import from other programs: feeds to feeds, pages to the shortlist, read stays read.

Nothing that is in the library already is changed, so that importing a file once more brings only what is new in it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from digest.config.clock import Clock, local
from digest.config.paths import path_at
from digest.config.user_files import read_file
from digest.domain.entry import PAGES, Entry, entry_id
from digest.domain.errors import DigestError, UsageError
from digest.domain.failure_sentences import failure_reason
from digest.domain.feed import Feed, FetchState
from digest.domain.health import Failure
from digest.domain.message import Message, joined, msg, nmsg
from digest.domain.month import month_of
from digest.domain.query import EntryQuery, Seen
from digest.domain.secrets import masked
from digest.domain.shown_address import shown_address
from digest.domain.text import category_label
from digest.domain.url import canonical, same_feed_key, without_tracking
from digest.services.feeds.feeds import Feeds
from digest.storage.store import FeedRefresh, Store

if TYPE_CHECKING:
    from digest.bookmarks.reading_list import CachedEntry, LeftOut, ListedFeed, ListedPage, ReadingList
    from digest.feeds.opml import OpmlProblem

_SQLITE = b"SQLite format 3\0"
# Entries of one feed in one transaction, so that others can write between two.
_PORTION = 500


class TakeAs(Enum):
    """What every address of a list is, if its owner knows better than the list."""

    FEEDS = "feeds"
    PAGES = "pages"


class NotMovedIn(DigestError):
    """A file of which nothing could be taken over."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A line that was refused, and why: its number (record in JSON and databases; 0: the file)."""

    line: int
    text: str
    reason: Message


@dataclass(frozen=True, slots=True)
class MovedIn:
    """What a file brought, or would bring. `kind` is one of `bookmarks.recognise.FORMATS`.

    `feeds` and `pages` are the new ones; `entries` counts those of a feed reader's memory, with their marks.
    """

    kind: str
    feeds: tuple[Feed, ...]
    known_feeds: int
    pages: tuple[Entry, ...]
    known_pages: int
    entries: int
    left_out: tuple[NotTaken, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file holds; its feeds have no ids yet."""

    kind: str
    feeds: tuple[Feed, ...]
    pages: tuple[ListedPage, ...]
    entries: tuple[CachedEntry, ...]
    left_out: tuple[NotTaken, ...]


class MovingIn:
    """Imports lists of other programs into one library."""

    def __init__(self, store: Store, clock: Clock, feeds: Feeds) -> None:
        self._store = store
        self._clock = clock
        self._feeds = feeds

    def take_in(
        self, name: str, body: bytes, *, path: str = "", take_as: TakeAs | None = None, dry_run: bool = False
    ) -> MovedIn:
        """Read a file and store what is new in it; with `dry_run` only report that.

        `path` is the file's, if it has one: databases are opened by path. Raises NotMovedIn.
        """
        found = _changed_to(_read(name, body, path), take_as)
        now = self._clock()
        feeds, known_feeds = self._new_feeds(found.feeds, now)
        pages, known_pages = self._new_pages(found.pages, now)
        if dry_run:
            return MovedIn(found.kind, feeds, known_feeds, pages, known_pages, len(found.entries), found.left_out)
        added = self._store.add_feeds(feeds)
        kept = self._store.add_pages(pages, shortlisted=True)
        entries = self._keep_entries(found.entries, now)
        return MovedIn(
            found.kind,
            tuple(added),
            known_feeds + len(feeds) - len(added),
            tuple(kept),
            known_pages + len(pages) - len(kept),
            entries,
            found.left_out,
        )

    def _new_feeds(self, listed: Sequence[Feed], now: datetime) -> tuple[tuple[Feed, ...], int]:
        """The feeds that are not there yet, each once, and how many lines name others."""
        known = {same_feed_key(feed.url) for feed in self._store.feeds()}
        taken: set[str] = set()
        feeds = []
        for one in listed:
            key = same_feed_key(one.url)
            if key not in known:
                known.add(key)
                feeds.append(replace(one, id=self._feeds.new_id(taken), added=now, by_hand=False))
        return tuple(feeds), len(listed) - len(feeds)

    def _new_pages(self, listed: Sequence[ListedPage], now: datetime) -> tuple[tuple[Entry, ...], int]:
        """The pages that are not there yet, each once, and how many lines name others."""
        if not listed:
            return (), 0
        known = {row.entry.canonical_url for row in self._store.entries(EntryQuery(feed_ids=(PAGES,))).rows}
        month = month_of(local(now))
        pages = []
        for place, one in enumerate(listed):
            url = without_tracking(one.url)
            address = canonical(url)
            if address in known:
                continue
            known.add(address)
            pages.append(
                Entry(
                    id=entry_id(PAGES, "", address, "", None),
                    feed_id=PAGES,
                    month=month,
                    title=one.title or shown_address(url),
                    url=url,
                    canonical_url=address,
                    first_seen=now,
                    published=one.added,
                    author=one.author,
                    summary=one.note,
                    tags=one.tags,
                    old=True,  # on the shortlist: the inbox is for what is new
                    place=place,
                )
            )
        return tuple(pages), len(listed) - len(pages)

    def _keep_entries(self, cached: Sequence[CachedEntry], now: datetime) -> int:
        """What another reader remembers of its feeds; returns how many entries are new here."""
        by_feed: dict[str, list[CachedEntry]] = defaultdict(list)
        for one in cached:
            by_feed[same_feed_key(one.feed_url)].append(one)
        feeds = {same_feed_key(feed.url): feed.id for feed in self._store.feeds()}
        states = self._store.fetch_states() if cached else {}
        return sum(
            self._keep_entries_of(feeds[key], states.get(feeds[key], FetchState()), ones, now)
            for key, ones in by_feed.items()
            if key in feeds
        )

    def _keep_entries_of(self, feed_id: str, state: FetchState, cached: Iterable[CachedEntry], now: datetime) -> int:
        known = {sign for one in self._store.seen(feed_id) for sign in (one.guid, one.canonical_url, one.entry_id)}
        new: dict[str, tuple[Entry, CachedEntry]] = {}
        for one in cached:
            entry = _entry(feed_id, one, now)
            if not known & ({entry.guid, entry.canonical_url, entry.id} - {""}):
                new.setdefault(entry.id, (entry, one))
        entries = [entry for entry, _ in new.values()]
        for start in range(0, len(entries), _PORTION):
            portion = entries[start : start + _PORTION]
            # Without a fingerprint the next fetch takes what the feed still has for changed, and adds its text.
            seen = [Seen(entry.id, entry.guid, entry.canonical_url, entry.month, "") for entry in portion]
            self._store.apply_refresh([FeedRefresh(feed_id, state, tuple(portion), {}, tuple(seen))])
        self._store.mark([entry for entry, one in new.values() if one.is_read], read=True)
        self._store.mark([entry for entry, one in new.values() if one.is_flagged], shortlisted=True)
        return len(entries)


def moved_in_words(moved: MovedIn, *, dry_run: bool = False) -> Message:
    """What came in, what was there already and what was left out, in one line."""
    from digest.bookmarks.recognise import FORMATS

    feeds, pages = len(moved.feeds), len(moved.pages)
    if dry_run:
        parts = [
            nmsg("{n} feed would be added", "{n} feeds would be added", feeds),
            nmsg("{n} page would go on the shortlist", "{n} pages would go on the shortlist", pages),
            nmsg("{n} entry with its marks", "{n} entries with their marks", moved.entries),
        ]
    else:
        parts = [
            nmsg("{n} feed added", "{n} feeds added", feeds),
            nmsg("{n} page on the shortlist", "{n} pages on the shortlist", pages),
            nmsg("{n} entry with its marks", "{n} entries with their marks", moved.entries),
        ]
    known = moved.known_feeds + moved.known_pages
    parts += [
        nmsg("{n} was there already", "{n} were there already", known),
        nmsg("{n} line left out", "{n} lines left out", len(moved.left_out)),
    ]
    counts = (feeds, pages, moved.entries, known, len(moved.left_out))
    said = [part for part, count in zip(parts, counts, strict=True) if count] or [msg("nothing in it")]
    return msg("{format}: {words}", format=FORMATS[moved.kind], words=joined(said, " · "))


def list_file(place: str, remedy: Message) -> tuple[bytes, str]:
    """A file for `MovingIn.take_in`: its bytes and path. Raises UsageError with the remedy.

    A database, which may be of any size, is opened at its path: only its first bytes are returned.
    """
    path = path_at(place)
    with suppress(OSError), path.open("rb") as stream:
        if (beginning := stream.read(len(_SQLITE))) == _SQLITE:
            return beginning, str(path)
    return read_file(place, remedy), ""


def _read(name: str, body: bytes, path: str) -> _Read:
    """Read another program's file in a child process. Raises NotMovedIn if it is no list."""
    from digest.bookmarks.recognise import LIST, SECONDS, is_packed
    from digest.feeds.charset import read_text
    from digest.isolation.readpool import ReadPool

    text = body if is_packed(body) else read_text(body, {}).encode("utf-8", "replace")

    async def read() -> ReadingList | Failure:
        async with ReadPool(workers=1, seconds=SECONDS) as pool:
            return await pool.read(LIST, text, name, path)

    found = asyncio.run(read())
    if isinstance(found, Failure):
        raise NotMovedIn(
            msg("{name} could not be read ({reason}).", name=name, reason=failure_reason(found)),
            msg("Export the list in another format, or in parts."),
        )
    if found.kind == "opml":
        return _opml(text)
    if found.refused is not None:
        raise NotMovedIn(found.refused, found.remedy)
    return _Read(found.kind, tuple(map(_feed, found.feeds)), found.pages, found.entries, _not_taken(found.left_out))


def _opml(body: bytes) -> _Read:
    from digest.feeds.opml import read_opml

    try:
        reading = read_opml(body)
    except UsageError as error:
        raise NotMovedIn(error.message, error.remedy) from None
    return _Read("opml", reading.feeds, (), (), _not_taken(reading.problems))


def _not_taken(left_out: Iterable[LeftOut | OpmlProblem]) -> tuple[NotTaken, ...]:
    return tuple(NotTaken(one.line, masked(one.text), one.reason) for one in left_out)


def _feed(listed: ListedFeed) -> Feed:
    return Feed(
        id="", url=listed.url, title=listed.title, folder=listed.folder, category=category_label(listed.category)
    )


def _changed_to(found: _Read, take_as: TakeAs | None) -> _Read:
    """The list with its pages as feeds, or the other way round, if its owner says so."""
    if take_as is TakeAs.FEEDS:
        feeds = (Feed(id="", url=page.url, title=page.title) for page in found.pages)
        return replace(found, feeds=(*found.feeds, *feeds), pages=())
    if take_as is TakeAs.PAGES:
        from digest.bookmarks.reading_list import ListedPage

        pages = (ListedPage(0, feed.url, feed.title) for feed in found.feeds)
        return replace(found, feeds=(), pages=(*found.pages, *pages), entries=())
    return found


def _entry(feed_id: str, cached: CachedEntry, now: datetime) -> Entry:
    url = without_tracking(cached.url)
    address = canonical(url) if url else ""
    return Entry(
        id=entry_id(feed_id, cached.guid, address, cached.title, cached.published),
        feed_id=feed_id,
        month=month_of(local(now)),
        title=cached.title or shown_address(url),
        url=url,
        canonical_url=address,
        first_seen=now,
        published=cached.published,
        author=cached.author,
        guid=cached.guid,
    )
