"""Which feed a table `[feeds."ADDRESS"]` of the configuration means, in any spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from digest.domain.url import former_address, same_feed_key, web_address

if TYPE_CHECKING:
    from digest.config.settings import FeedSettings
    from digest.domain.feed import Feed


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """The settings by feed id, and the addresses of those that fit no feed."""

    by_feed: Mapping[str, FeedSettings] = field(default_factory=dict)
    unfit: tuple[str, ...] = ()


def own_settings(settings: Mapping[str, FeedSettings], feeds: Iterable[Feed]) -> OwnSettings:
    """By table: its feed, by the same address, else by the only nearly equal one.

    A slash at the end and the way of percent-encoding do not matter, and http in the table fits a feed that has moved
    to https; never the other way round, and never another host: passwords must not go to any other server.
    """
    if not settings:
        return OwnSettings()
    exact: dict[str, Feed] = {}
    near: defaultdict[str, list[Feed]] = defaultdict(list)
    for feed in feeds:
        exact[same_feed_key(feed.url)] = feed
        near[_near(feed.url)].append(feed)
        if feed.url.startswith("https://"):
            near[_near("http" + feed.url.removeprefix("https"))].append(feed)
    found: dict[str, FeedSettings] = {}
    left: list[tuple[str, FeedSettings]] = []
    for written, own in settings.items():
        address = web_address(written) or written
        feed_there = exact.get(same_feed_key(address)) or exact.get(same_feed_key(former_address(written) or address))
        if feed_there:
            found[feed_there.id] = own
        else:
            left.append((address, own))
    unfit = []
    for address, own in left:
        candidates = [feed for feed in near[_near(address)] if feed.id not in found]
        if len(candidates) == 1:
            found[candidates[0].id] = own
        else:
            unfit.append(address)
    return OwnSettings(found, tuple(unfit))


def _near(url: str) -> str:
    parts = urlsplit(same_feed_key(url))
    return parts._replace(path=unquote(parts.path).rstrip("/"), query=unquote(parts.query)).geturl()
