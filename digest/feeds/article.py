"""A web page picked by its address: title, author, date and the rest, out of what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from digest.domain.text import fold, one_line
from digest.feeds.jsonld import Described, described
from digest.feeds.ownaddress import own_address, site_of
from digest.feeds.pagehead import PageHead, read_head

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "published_time", "parsely-pub-date",
    "dcterms.created", "dc.date.issued", "dc.date", "dc:date", "dcterms.date", "date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "byl")
_SEPARATOR = re.compile(r"\s+(?:[-|–—·•»›]+|::)\s+")
_AFTER_HEADING = re.compile(r"\s*[-|–—·•:»›,(]")
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{2,60})[)\]]\Z")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+\Z")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2})(?![A-Za-z]))?(?:[-_.]|\Z)")
# No page is older than the web, and a year far ahead is a mistake.
_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself: plain text on one line, empty where it says nothing that can be believed.

    `author` is a proposal. `published` is UTC; a time without zone counts as UTC. `canonical_url` is an absolute
    http(s) address on the page's own site. `language` has the form "de" or "de-AT".
    """

    title: str = ""
    author: str = ""
    site_name: str = ""
    language: str = ""
    published: datetime | None = None
    canonical_url: str = ""
    description: str = ""


def read_page(body: bytes, url: str, content_type: str) -> PageFacts:
    """The facts of a page, from Open Graph, JSON-LD (schema.org) and HTML; never raises, whatever the page is like."""
    head = read_head(body, content_type)
    meta = head.meta
    article = described(head.scripts)
    site_name = one_line(meta.get("og:site_name") or article.publisher or meta.get("application-name", ""), 120)
    own_names = (site_name, article.publisher, url)
    times = head.times if len(set(head.times)) == 1 else []
    return PageFacts(
        title=_title(head, article, own_names),
        author=_author(head, article, own_names),
        site_name=site_name,
        language=_language((head.language, meta.get("content-language"), article.language, meta.get("og:locale"))),
        published=_published((article.published, *map(meta.get, _PUBLISHED), *head.dated, *times)),
        canonical_url=own_address(url, (head.canonical, meta.get("og:url", "")), article.addresses),
        description=one_line(meta.get("og:description") or meta.get("description") or article.description, 1000),
    )


def _title(head: PageHead, article: Described, own_names: Iterable[str]) -> str:
    """The title meant for sharing, else the article's, else the page's, without the site's name at its end.

    A heading of the page helps: if the title begins with it, what follows is ornament; and a title for sharing that
    the page's own one does not know is one for the whole site, if a heading is known to it.
    """
    own = one_line(head.title)
    title = one_line(head.meta.get("og:title", "")) or one_line(article.headline) or own
    headings = [heading for heading in map(one_line, head.headings) if len(heading.split()) >= 3]
    known = next((heading for heading in headings if fold(heading) in fold(own)), "")
    title = _without_site(title, own_names)
    if known and fold(title) not in fold(own) and fold(title) not in map(fold, headings):
        return known
    for heading in headings:
        if title.startswith(heading) and _AFTER_HEADING.match(title[len(heading) :]):
            return heading
    return title or next(map(one_line, head.headings), "")


def _without_site(title: str, own_names: Iterable[str]) -> str:
    """Without a last part, or a bracket at the end, that is only the site's name; never empty if `title` is not."""
    bracket = _IN_BRACKETS.search(title)
    if bracket and bracket.start() > 0 and _is_own_name(bracket[1], own_names):
        return title[: bracket.start()]
    separators = list(_SEPARATOR.finditer(title))
    if separators and _is_own_name(title[separators[-1].end() :], own_names):
        return title[: separators[-1].start()]
    return title


def _author(head: PageHead, article: Described, own_names: Iterable[str]) -> str:
    """Persons only: an address, or the site's own name, is none. (A blog called after its author names him anyway.)"""
    given = list(article.authors) or [head.meta[name] for name in _AUTHORS if name in head.meta]
    persons = []
    for name in (*given[:5], *head.author_links[:1]):
        name = one_line(name, 120)
        is_site = "://" in name or _letters(name) in map(_letters, own_names) or _DOMAIN.match(name)
        if name and not is_site and name not in persons:
            persons.append(name)
    # Several names come only from JSON-LD; the other places repeat each other.
    return ", ".join(persons[: len(article.authors) or 1])


def _is_own_name(name: str, own_names: Iterable[str]) -> bool:
    """True for the site's name or something that its host begins with: "Spektrum der Wissenschaft" on spektrum.de."""
    letters = _letters(name)
    words = name.split()
    for own in own_names:
        host = _letters(site_of(own)) if "://" in own else ""
        if letters and letters == _letters(own):
            return True
        if len(letters) >= 2 and host.startswith(letters):
            return True
        if host and 1 < len(words) <= 4 and len(words[0]) >= 4 and host.startswith(_letters(words[0])):
            return True
    return False


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _language(words: Iterable[str | None]) -> str:
    """The first that is a language tag, as RFC 5646 §2.1.1 writes it; underscores of Open Graph's locales count."""
    for word in words:
        if word and (found := _LANGUAGE.match(word.strip())):
            return found[1].lower() + (f"-{found[2].upper()}" if found[2] else "")
    return ""


def _published(words: Iterable[str | None]) -> datetime | None:
    """The first that is a date of ISO 8601 or RFC 5322; 11/01/2023 is left alone, nobody knows which month it means."""
    for word in words:
        moment = _moment(word.strip()) if word and len(word) < 64 else None
        if moment is not None and _FIRST <= moment < _LAST:
            return moment
    return None


def _moment(word: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(word)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue  # the other way of writing, then
    return None
