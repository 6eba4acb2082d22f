"""The result of parsing, between `parse` and `merge`: normalised, sanitised plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.isolation.reader import Reader


@dataclass(frozen=True, slots=True)
class UpdateHints:
    """What a feed says of its own rhythm.

    `every`: RSS 2.0 `ttl` or the RSS 1.0 syndication module's `sy:updatePeriod`/`sy:updateFrequency`, the longer.
    `skip_hours` (0-23, GMT) and `skip_days` (0 = Monday, GMT): RSS 2.0 `skipHours`, `skipDays`.
    """

    every: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry as the feed shows it now.

    `title`, `author`, `tags` and `summary` are plain text on one line (`text.one_line`); `title` is never empty
    (it falls back on the summary's beginning, then the address). `url` is absolute http(s), as the feed said it,
    or empty; `canonical_url` is `url.canonical` of it, or empty. `published` is UTC or None, and may lie in the
    future: clamping is `merge`'s. `content` is sanitised HTML. `guid` is the feed's id for it, or empty.
    """

    guid: str
    title: str
    url: str
    canonical_url: str
    published: datetime | None
    author: str
    language: str
    summary: str
    content: str
    tags: tuple[str, ...]


#: The damage of a feed that has entries of which none can be read: without a word it would look like a silent one.
NOTHING_READ = "none of its entries can be read"


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as it is now; `entries` in its own order. `damage` names a fault, or is empty.

    A damaged body's entries are kept but its hash and validators must not be: the next answer may be whole.
    """

    title: str
    site_url: str
    language: str
    entries: tuple[ParsedEntry, ...]
    hints: UpdateHints = UpdateHints()
    damage: str = ""


#: Arguments: the answer's content type, and the address that it came from in the end.
FEED = Reader("digest.feeds.parse", "read_feed", ParsedFeed)
