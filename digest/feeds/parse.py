"""From the body of an answer to a `ParsedFeed`, or to the failure that says why not.

Pure: nothing is fetched or opened. Three readers make `RawEntry`s: `jsonfeed`; `xml_plain` for the XML feeds that hold
nothing unusual, which are most; `xml_feedparser` for all others. If the second reads a feed, the result equals the
third's, and DIGEST_PARSER=feedparser in the environment leaves everything to that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from digest.domain.health import Failure, FailureKind
from digest.domain.text import lazy_pattern
from digest.domain.url import host_of
from digest.feeds.charset import read_text
from digest.feeds.hints import update_hints
from digest.feeds.jsonfeed import is_json, parse_json
from digest.feeds.normalise import parsed_entry, plain_name
from digest.feeds.parsed import NOTHING_READ, ParsedFeed
from digest.feeds.xml_fields import RawFeed
from digest.feeds.xml_plain import read_plain
from digest.feeds.xml_repair import is_web_page, mend
from digest.isolation.reader import reading_failure

_TITLE_LIMIT = 300
# An element that is an entry, in whatever vocabulary.
_ANY_ENTRY = lazy_pattern(r"<(?:\w+:)?(?:item|entry)[\s/>]", re.IGNORECASE)


def read_feed(body: bytes, content_type: str, url: str) -> ParsedFeed | Failure:
    """`parse` as the reader `parsed.FEED`."""
    return parse(body, {"content-type": content_type}, url)


def parse(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed | Failure:
    """Parse a feed's answer. `headers` are the answer's, `url` is its final address.

    Takes as long as the document makes it: only for processes that can be stopped (`isolation.readpool`).
    Failures: EMPTY, WEB_PAGE (`found`: the feeds that the page names), NOT_A_FEED, DAMAGED if nothing was
    readable (else `ParsedFeed.damage` is set and the entries are there), PARSER if the reader itself failed.
    """
    try:
        return _parse(read_text(body, headers), body, url)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a reader of strangers' bytes may fail in any way
        return reading_failure(type(error).__name__)


def _parse(text: str, body: bytes, url: str) -> ParsedFeed | Failure:
    if not text.strip("\0\ufeff \t\r\n\f\v\xa0"):
        return Failure(FailureKind.EMPTY)
    feed = parse_json(text, url) if is_json(text) else _parse_xml(text, url)
    if feed is None:
        return _no_feed(text, body, url)
    if feed.damage and not feed.entries:
        return Failure(FailureKind.DAMAGED, {"reason": feed.damage})
    return feed


def _parse_xml(text: str, url: str) -> ParsedFeed | None:
    if os.environ.get("DIGEST_PARSER") != "feedparser" and (plain := read_plain(text, url)):
        return _parsed(plain.feed, text[plain.root :], "", url)
    mended = mend(text)
    if mended is None:
        return None
    from digest.feeds.xml_feedparser import read_with_feedparser  # a quarter of a worker's start, often for nothing

    raw = read_with_feedparser(mended.text, url)
    feed = _parsed(raw, mended.text, mended.damage, url) if raw else None
    return None if mended.in_page and feed and not feed.entries else feed


def _parsed(raw: RawFeed, text: str, damage: str, url: str) -> ParsedFeed:
    """The feed with its entries as they are kept; `text` is the document from its root on."""
    found = (parsed_entry(entry, url, raw.language) for entry in raw.entries)
    entries = tuple(entry for entry in found if entry is not None)
    return ParsedFeed(
        title=plain_name(raw.title, _TITLE_LIMIT),
        site_url=raw.site_url,
        language=raw.language,
        entries=entries,
        hints=update_hints(text, raw.ttl, raw.update_period, raw.update_frequency),
        damage=damage or ("" if entries or not _ANY_ENTRY.search(text) else NOTHING_READ),
    )


def _no_feed(text: str, body: bytes, url: str) -> Failure:
    if not is_web_page(text):
        return Failure(FailureKind.NOT_A_FEED)
    from digest.feeds.pagelinks import feed_links  # needed by the few feeds that are none
    from digest.feeds.wall_signs import body_wall

    if wall := body_wall(body, ""):
        return Failure(wall, {"host": host_of(url)})
    return Failure(FailureKind.WEB_PAGE, {"found": ", ".join(link.url for link in feed_links(body, url)[:10])})
