"""A web page picked by its address: title, author, date and more, from its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from digest.domain.text import fold, one_line
from digest.feeds.bylines import letters, person
from digest.feeds.jsonld import Described, described
from digest.feeds.normalise import TitleKind, plain_title
from digest.feeds.ownaddress import own_address, site_of
from digest.feeds.pagehead import PageHead, read_head
from digest.feeds.written_dates import NoSuchDate, written_date
from digest.isolation.reader import Reader

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "published_time", "parsely-pub-date",
    "dcterms.created", "dc.date.issued", "dc.date", "dc:date", "dcterms.date", "date", "pubdate", "publish-date",
    "publishdate", "publication_date", "publication-date", "og:published_time", "article.published", "sailthru.date",
    "citation_publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "byl")
_SEPARATOR = re.compile(r"\s+(?:(?:[-|–—·•»›«‹~]+|::|//+)\s+)+")
_SHORTEST_NAME = 4
_AFTER_HEADING = re.compile(r"\s*[-|–—·•:»›,(]")
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{2,60})[)\]]\Z")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2})(?![A-Za-z]))?(?:[-_.]|\Z)")
# No page is older than the web, and a year far ahead is a mistake.
_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts that a page states, as plain text on one line; empty if not credible.

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


#: Arguments: the page's address, and its content type.
FACTS = Reader("digest.feeds.article", "read_page", PageFacts)


def read_page(body: bytes, url: str, content_type: str) -> PageFacts:
    """Read a page's facts from Open Graph, JSON-LD (schema.org) and HTML; never raises."""
    head = read_head(body, content_type)
    meta = {name: _decoded(text) for name, text in head.meta.items()}
    article = _believed(described(head.scripts), head, meta)
    site_name = _site_name(meta, article, url)
    own_names = (site_name, article.publisher, meta.get("application-name", ""), url)
    times = head.times if len(set(head.times)) == 1 else []
    return PageFacts(
        title=_title(head, meta, article, own_names),
        author=_author(head, meta, article, own_names),
        site_name=site_name,
        language=_language((head.language, meta.get("content-language"), article.language, meta.get("og:locale"))),
        published=_published((article.published, *map(meta.get, _PUBLISHED), *head.dated, *times)),
        canonical_url=own_address(url, (head.canonical, meta.get("og:url", "")), article.addresses),
        description=one_line(meta.get("og:description") or meta.get("description") or article.description, 1000),
    )


def _decoded(text: str) -> str:
    """Decode entities once more than HTML does and drop tags: many pages encode twice."""
    return plain_title(text, TitleKind.UNSAID, 4000)


def _believed(work: Described, head: PageHead, meta: Mapping[str, str]) -> Described:
    """The page's article with decoded words.

    A work of another kind counts only if the page has its name.
    """
    headline = _decoded(work.headline)
    if not work.is_article:
        titles = map(_decoded, (head.title, meta.get("og:title", ""), *head.headings))
        if not headline or not any(letters(headline) in letters(title) for title in titles):
            return Described(is_article=False)
    return replace(
        work,
        headline=headline,
        authors=tuple(map(_decoded, work.authors)),
        publisher=_decoded(work.publisher),
        description=_decoded(work.description),
    )


def _site_name(meta: Mapping[str, str], article: Described, url: str) -> str:
    """The site's name: og:site_name, or the publisher's if that one fits the host.

    Some pages name a section as their site.
    """
    shared = meta.get("og:site_name", "")
    if shared and article.publisher and not _is_own_name(shared, (url,)) and _is_own_name(article.publisher, (url,)):
        shared = article.publisher
    return one_line(shared or article.publisher or meta.get("application-name", ""), 120)


def _title(head: PageHead, meta: Mapping[str, str], article: Described, own_names: Iterable[str]) -> str:
    """The title meant for sharing, else the article's, else the page's, without the site's name.

    A heading of the page helps: if the title begins with it, what follows is ornament; and a title for sharing that
    the page's own one does not know is one for the whole site, if a heading is known to it.
    """
    own = one_line(_decoded(head.title))
    title = one_line(meta.get("og:title", "")) or one_line(article.headline) or own
    headings = [heading for heading in map(one_line, map(_decoded, head.headings)) if len(heading.split()) >= 3]
    known = next((heading for heading in headings if fold(heading) in fold(own)), "")
    title = _without_site(title, own_names, head.names)
    if known and fold(title) not in fold(own) and fold(title) not in map(fold, headings):
        return known
    for heading in headings:
        if title.startswith(heading) and _AFTER_HEADING.match(title[len(heading) :]):
            return heading
    return title or next(map(one_line, map(_decoded, head.headings)), "")


def _without_site(title: str, own_names: Iterable[str], feeds: Iterable[str]) -> str:
    """Cut the site's name off a title: a first or last part, or a bracket at the end.

    Empty only if `title` is.

    `feeds` are the titles of the site's feeds and search: a last part that stands in one of them is its name.
    """
    bracket = _IN_BRACKETS.search(title)
    if bracket and bracket.start() > 0 and _is_own_name(bracket[1], own_names):
        return title[: bracket.start()]
    names = {letters(name) for name in own_names} | {letters(site_of(name)) for name in own_names if "://" in name}
    name, colon, rest = title.partition(": ")
    if colon and rest and letters(name) in names:
        return rest
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title
    for separator, following in pairwise(separators):
        if _is_own_name(title[separator.end() : following.start()], own_names):
            return title[: separator.start()] or title
    last = title[separators[-1].end() :]
    named = len(letters(last)) >= _SHORTEST_NAME and any(letters(last) in letters(feed) for feed in feeds)
    if named or _is_own_name(last, own_names):
        return title[: separators[-1].start()]
    first = letters(title[: separators[0].start()])
    return title[separators[0].end() :] if first in names else title


def _author(head: PageHead, meta: Mapping[str, str], article: Described, own_names: Iterable[str]) -> str:
    """Persons only (`bylines`): an address, or the site's own name, is none.

    A blog called after its author names him anyway; a name of one word that the host begins with is the site's.
    """
    given = list(article.authors) or [meta[name] for name in _AUTHORS if name in meta]
    persons: list[str] = []
    for said in (*given[:5], *map(_decoded, head.author_links[:1])):
        name = person(said, own_names)
        is_site = " " not in name and _is_own_name(name, own_names)
        if name and not is_site and name not in persons:
            persons.append(name)
    # Several names come only from JSON-LD; the other places repeat each other.
    return ", ".join(persons[: len(article.authors) or 1])


def _is_own_name(name: str, own_names: Iterable[str]) -> bool:
    """True for the site's name, or one that the host begins with.

    "Spektrum der Wissenschaft" fits spektrum.de.
    """
    written = letters(name)
    words = name.split()
    for own in own_names:
        host = letters(site_of(own)) if "://" in own else ""
        if written and written == letters(own):
            return True
        if len(written) >= 2 and host.startswith(written):
            return True
        if host and 1 < len(words) <= 4 and len(words[0]) >= 4 and host.startswith(letters(words[0])):
            return True
    return False


def _language(words: Iterable[str | None]) -> str:
    """The first language tag (RFC 5646 §2.1.1); underscores of Open Graph's locales count."""
    for word in words:
        if word and (found := _LANGUAGE.match(word.strip())):
            return found[1].lower() + (f"-{found[2].upper()}" if found[2] else "")
    return ""


def _published(words: Iterable[str | None]) -> datetime | None:
    """The first that is a date; 11/01/2023 is left alone, nobody knows which month it means."""
    for word in words:
        try:
            moment = written_date(word.strip()) if word else None
        except NoSuchDate:
            continue
        if moment is not None and _FIRST <= moment < _LAST:
            return moment
    return None
