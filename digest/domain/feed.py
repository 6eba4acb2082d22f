"""A Feed as the curator keeps it, and what refreshing has learned about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from digest.domain.health import Failure
from digest.domain.url import host_of


@dataclass(frozen=True, slots=True)
class Feed:
    """A stored source: the curator's own record.

    Refreshing changes nothing here but the address of a feed that has moved.

    `id` never depends on the address, because addresses change. `title` is the curator's own or empty, then the
    feed's own title from its `FetchState` is shown. `category` is a preset for picks, no more. `folder` is the
    path of the OPML folders, joined with "/". A `paused` feed is not asked; a `muted` one is, but its entries stay
    out of the inbox. `by_hand`: its address was typed and was private then, so its own host and port
    (`url.origin_of`) are exempt from the private-address rule. `attributes` are an OPML outline's other attributes,
    kept for the next export. A removed feed stays as a record, so that undo, or adding
    its address again, brings its entries back as they were.
    """

    id: str
    url: str
    title: str = ""
    site_url: str = ""
    category: str = ""
    folder: str = ""
    language: str = ""
    by_hand: bool = False
    paused: bool = False
    muted: bool = False
    added: datetime | None = None
    removed: datetime | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return host_of(self.url)


@dataclass(frozen=True, slots=True)
class FetchState:
    """What refreshing knows of one feed: validators, schedule, health. All times UTC.

    `etag` and `last_modified` are byte for byte what the server sent for `url`; they are worth nothing for
    another address. `full_fetch` is the last time that we asked without them. `body_hash` is the last parsed
    body's. `next_check` is when the feed is due and `next_reason` why (see `feeds.schedule`); `retry_after`
    binds the whole host, even with `--force`. `moved_to` is the target of a permanent redirect seen once.
    `previous_url` is the address before the last move, for undo; `refused_url` one that it was moved to and that
    somebody took back: never moved to again. `gone` means that the server answered 410. `rhythm` (seconds),
    `skip_hours` and `skip_days` are what the feed asked for when it was last parsed (`feeds.parsed.UpdateHints`).
    `answer_ms` is how many milliseconds its last answer took: the slowest are asked first.
    """

    url: str = ""
    etag: str = ""
    last_modified: str = ""
    full_fetch: datetime | None = None
    body_hash: str = ""
    next_check: datetime | None = None
    next_reason: str = ""
    retry_after: datetime | None = None
    last_checked: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    last_error: Failure | None = None
    error_since: datetime | None = None
    errors: int = 0
    title: str = ""
    site_url: str = ""
    language: str = ""
    moved_to: str = ""
    previous_url: str = ""
    refused_url: str = ""
    gone: bool = False
    rhythm: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    answer_ms: int = 0


def feed_title(feed: Feed, state: FetchState | None) -> str:
    """The name to show: the curator's, else the feed's own, else its host."""
    return feed.title or (state.title if state else "") or feed.host or feed.url


def feed_status(feed: Feed, state: FetchState | None) -> str:
    """One word of health: `paused`, `gone`, `new` (never asked), `error`, or `ok`."""
    if feed.paused:
        return "paused"
    if state is None or state.last_checked is None:
        return "new"
    if state.gone:
        return "gone"
    return "error" if state.last_error else "ok"


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that can be added: absolute address, title (may be empty), `kind`.

    `kind` is `rss`, `atom`, `rdf` or `json`.

    `is_private`: it has the host and port that a person typed, which led to a private address then.
    """

    url: str
    title: str
    kind: str
    is_private: bool = field(default=False, compare=False)
