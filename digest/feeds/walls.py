"""Pages in front of the one asked for: consent, log-in, bot check, soft "not found".

Each needs signs of two sorts, such as a title and what the page asks of its reader, or an address that a redirect led
to. A page that says of itself to be an article is one, whatever it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.domain.health import Failure, FailureKind
from digest.domain.text import one_line
from digest.domain.url import canonical, host_of
from digest.feeds.jsonld import described
from digest.feeds.ownaddress import same_site
from digest.feeds.pagehead import PageHead, read_head, visible_text
from digest.feeds.wall_signs import (
    CHALLENGE_MARKS,
    CONSENT_BYTES,
    CONSENT_PLACE,
    CONSENT_TITLE,
    LOGIN_PLACE,
    POLICY_TITLE,
    consent_phrases,
    consent_share,
    is_challenge_answer,
    is_challenge_title,
    is_login_title,
    is_missing_title,
    plain,
)
from digest.isolation.reader import Reader

if TYPE_CHECKING:
    from digest.feeds.client import Answer
    from digest.isolation.readpool import ReadPool

# Letters that a reader sees: a check or log-in has less, and no "not found" or consent request has more.
_LITTLE, _MOST_OF_MISSING, _MOST_OF_CONSENT = 1200, 4000, 8000
# Of a consent request at least this much of the text asks for it.
_SHARE_OF_CONSENT = 0.3
# What has no word of it in its title is a request if there is hardly anything else.
_NOTHING_ELSE = 0.7
# Parts of a title; a part with at most so many words may be the site's name.
_PARTS = re.compile(r"\s+[-|–—·•»›/]+\s+|\s*[|»›]\s*")
_NAME_WORDS = 4
# A part of a path that names a page, rather than a section: it has a number or three words.
_PAGE_NAME = re.compile(r"\d{3}|\w-\w+-\w")


@dataclass(frozen=True, slots=True)
class Wall:
    """What a page was found to be: a FailureKind's value, empty for a page that can be read."""

    kind: str = ""


#: Arguments: the page's content type, and `address_wall` of its redirect or an empty text.
WALL = Reader("digest.feeds.walls", "read_wall", Wall)


async def page_wall(pool: ReadPool, answer: Answer, asked: str) -> Failure | None:
    """The wall at the end of a request for `asked`, with `host`; None for a readable page.

    The front page of the site in place of one of its pages is such a wall, too. The page is read in the pool.
    """
    wall = await shown_wall(pool, answer, asked)
    if wall is None and answer.redirects and _fell_back(asked, answer.url):
        return Failure(FailureKind.SOFT_404, {"host": host_of(answer.url)})
    return wall


async def shown_wall(pool: ReadPool, answer: Answer, asked: str) -> Failure | None:
    """The same, without the front page."""
    kind = FailureKind.CHALLENGE if is_challenge_answer(answer.status, answer.headers) else None
    if kind is None:
        led_to = address_wall(asked, answer.url) if answer.redirects else None
        found = await pool.read(WALL, answer.body, answer.headers.get("content-type", ""), led_to or "")
        # A page that cannot be read is no wall; who reads it further will say so.
        kind = FailureKind(found.kind) if isinstance(found, Wall) and found.kind else None
    return Failure(kind, {"host": host_of(answer.url)}) if kind else None


def address_wall(asked: str, found: str) -> FailureKind | None:
    """LOGIN or CONSENT if the redirected address says so, and the requested one does not."""
    if canonical(asked) == canonical(found):
        return None
    for kind, sign in ((FailureKind.LOGIN, LOGIN_PLACE), (FailureKind.CONSENT, CONSENT_PLACE)):
        if any(map(sign.search, _places(found))) and not any(map(sign.search, _places(asked))):
            return kind
    return None


def read_wall(body: bytes, content_type: str, led_to: str = "") -> Wall:
    """`body_wall` for a worker; `led_to` is a FailureKind's value, or empty."""
    return Wall(body_wall(body, content_type, FailureKind(led_to) if led_to else None) or "")


def body_wall(body: bytes, content_type: str, led_to: FailureKind | None = None) -> FailureKind | None:
    """The wall that a page itself shows; `led_to` is what its address says after a redirect."""
    head = read_head(body, content_type)
    if _is_article(head):
        return None
    titles = [one_line(title) for title in (head.title, head.meta.get("og:title", ""), *head.headings[:2]) if title]
    parts = [part for title in titles for part in _essential(title)]
    is_challenge = CHALLENGE_MARKS.search(body) is not None or any(map(is_challenge_title, parts))
    is_consent = led_to is FailureKind.CONSENT or any(map(_is_consent_title, titles))
    is_login = led_to is FailureKind.LOGIN or any(map(is_login_title, parts))
    is_missing = any(map(is_missing_title, parts))
    is_asking = CONSENT_BYTES.search(body) is not None and not any(
        POLICY_TITLE.search(plain(title)) for title in titles
    )
    if not (is_challenge or is_consent or is_login or is_missing or is_asking):
        return None
    text = plain(visible_text(body, content_type))
    if is_challenge and len(text) < _LITTLE:
        return FailureKind.CHALLENGE
    if is_consent and len(text) < _MOST_OF_CONSENT and _asks_for_consent(text, led_to):
        return FailureKind.CONSENT
    if (
        is_asking
        and len(text) < _MOST_OF_MISSING
        and consent_phrases(text) > 1
        and consent_share(text) >= _NOTHING_ELSE
    ):
        return FailureKind.CONSENT
    if is_login and _asks_to_log_in(head, parts, text, led_to):
        return FailureKind.LOGIN
    return FailureKind.SOFT_404 if is_missing and len(text) < _MOST_OF_MISSING else None


def _is_consent_title(title: str) -> bool:
    words = plain(title)
    return CONSENT_TITLE.search(words) is not None and POLICY_TITLE.search(words) is None


def _asks_for_consent(text: str, led_to: FailureKind | None) -> bool:
    if led_to is FailureKind.CONSENT:
        return consent_phrases(text) > 0
    return consent_phrases(text) > 1 and consent_share(text) >= _SHARE_OF_CONSENT


def _asks_to_log_in(head: PageHead, parts: list[str], text: str, led_to: FailureKind | None) -> bool:
    """True if, beside the title, a redirect or a password field asks to log in.

    Other pages have such a field in a corner, with text beside it.
    """
    if led_to is FailureKind.LOGIN:
        return True
    return len(text) < _LITTLE and (head.passwords > 0 or any(is_login_title(part, surely=True) for part in parts))


def _is_article(head: PageHead) -> bool:
    """True if the page says so itself: by Open Graph, or by an article with a date in JSON-LD."""
    if head.meta.get("og:type", "").strip().lower() == "article" or "article:published_time" in head.meta:
        return True
    article = described(head.scripts)
    return article.is_article and bool(article.published)


def _essential(title: str) -> list[str]:
    """The title and its parts that have only names beside them; after a colon is no name."""
    parts = [part for part in _PARTS.split(title) if part]
    found = [title]
    for place, part in enumerate(parts):
        others = parts[:place] + parts[place + 1 :]
        name, colon, rest = part.partition(": ")
        if colon:
            others.append(name)
        if (others or colon) and all(len(other.split()) <= _NAME_WORDS and ": " not in other for other in others):
            found.append(rest or part)
    return found


def _places(url: str) -> list[str]:
    """The words of an address's place: its path's parts without suffix, the host's first label."""
    segments = [segment.partition(".")[0] for segment in urlsplit(url).path.lower().split("/") if segment]
    return [*segments, host_of(url).partition(".")[0]]


def _fell_back(asked: str, found: str) -> bool:
    """True for a redirect from a page deep in a site to the front page of the same site."""
    target = urlsplit(found)
    if not same_site(asked, found) or target.path.strip("/") or target.query:
        return False
    segments = [segment for segment in urlsplit(asked).path.split("/") if segment]
    return len(segments) > 1 or any(map(_PAGE_NAME.search, segments))
