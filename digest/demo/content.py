"""The invented blogs and picks as plain data, read from `content/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

_EDITION = "edition.toml"


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One invented post. `teaser` is plain text, `body` Markdown, `url` as in the feed.

    `days_ago` and `at` (UTC) say when it appeared, counted back from the demo's reference time. `audio_minutes` is
    0 for everything but podcasts.
    """

    slug: str
    title: str
    url: str
    days_ago: int
    at: time
    author: str
    language: str
    teaser: str
    body: str
    tags: tuple[str, ...] = ()
    audio_minutes: int = 0

    def published(self, now: datetime) -> datetime:
        """When it appeared, in UTC and whole seconds; never after `now`."""
        now = now.astimezone(UTC).replace(microsecond=0)
        return min(now, datetime.combine(now.date() - timedelta(days=self.days_ago), self.at, UTC))


@dataclass(frozen=True, slots=True)
class DemoFeed:
    """One invented blog and how its feed is served.

    `format` is `rss`, `atom`, `rdf` (RSS 1.0) or `json`. `full_text` names the element of RSS with the body:
    `content:encoded` (`content`) or in the `description`. `status` is what its address answers: 200, 404, or 301
    for the one that has moved. `zipped`: compressed for clients that take gzip.
    """

    slug: str
    title: str
    subtitle: str
    site_url: str
    folder: str
    author: str
    format: str
    language: str
    encoding: str
    full_text: str
    status: int
    zipped: bool
    entries: tuple[DemoEntry, ...]


@dataclass(frozen=True, slots=True)
class DemoPick:
    """A finished pick: entry, category, the curator's words. An empty `title` is the entry's."""

    feed: DemoFeed
    entry: DemoEntry
    category: str
    comment: str
    title: str = ""
    language: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class DemoEdition:
    """The month as it would be published; `picks` in the curator's order.

    `left_over` is what a curator who has not finished leaves at the end of a comment.
    """

    intro: str
    outro: str
    left_over: str
    picks: tuple[DemoPick, ...]


@cache
def demo_feeds() -> tuple[DemoFeed, ...]:
    """All twelve, in the order of their file names."""
    folder = files(__package__).joinpath("content")
    names = sorted(place.name for place in folder.iterdir() if place.name.endswith(".toml"))
    return tuple(_feed(_table(name)) for name in names if name != _EDITION)


@cache
def demo_edition() -> DemoEdition:
    """The ten picks with intro and outro. Raises KeyError if a pick names an unknown entry."""
    table = _table(_EDITION)
    known = {(feed.slug, entry.slug): (feed, entry) for feed in demo_feeds() for entry in feed.entries}
    picks = []
    for pick in table["pick"]:
        feed, entry = known[pick.pop("feed"), pick.pop("entry")]
        picks.append(DemoPick(feed=feed, entry=entry, **pick))
    return DemoEdition(table["intro"].strip(), table["outro"].strip(), table["left_over"], tuple(picks))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("content", name).read_text("utf-8"))


def _feed(table: Mapping[str, Any]) -> DemoFeed:
    return DemoFeed(
        slug=table["slug"],
        title=table["title"],
        subtitle=table["subtitle"],
        site_url=table["site_url"],
        folder=table["folder"],
        author=table["author"],
        format=table["format"],
        language=table.get("language", "de"),
        encoding=table.get("encoding", "utf-8"),
        full_text=table.get("full_text", "description"),
        status=table.get("status", 200),
        zipped=table.get("zipped", False),
        entries=tuple(_entry(entry, table) for entry in table.get("entry", ())),
    )


def _entry(table: Mapping[str, Any], feed: Mapping[str, Any]) -> DemoEntry:
    tracking = table.get("tracking", "")
    return DemoEntry(
        slug=table["slug"],
        title=table["title"],
        url=table.get("url") or feed["site_url"] + table["slug"] + ("?" + tracking if tracking else ""),
        days_ago=table["days_ago"],
        at=table["at"],
        author=table.get("author", feed["author"]),
        language=table.get("language", feed.get("language", "de")),
        teaser=table["teaser"],
        body=table["body"].strip(),
        tags=tuple(table.get("tags", ())),
        audio_minutes=table.get("audio_minutes", 0),
    )
