"""The archive of closed editions as a static site: an index, a page each, a feed.

No script, and nothing is loaded from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from digest.domain.document import RenderOptions
from digest.domain.edition import Assembled, Edition
from digest.domain.hostname import is_public_host
from digest.domain.secrets import has_secret
from digest.domain.shown_address import shown_host
from digest.domain.url import canonical, host_of, site_of
from digest.export.atom import GENERATOR, FeedEntry, atom
from digest.export.environment import shipped_template
from digest.export.frontmatter import appeared_at, whole_second
from digest.export.html import html_of
from digest.export.layout import document_name, laid_out, line, published_address, words_of

INDEX, FEED = "index.html", "feed.xml"


@dataclass(frozen=True, slots=True)
class Series:
    """What all editions of the archive share.

    `base_url` is the address the archive is published at, or empty.
    """

    title: str
    author: str
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """One edition in the list of the series; `name` is its file's."""

    month: str
    name: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """Where readers find an edition outside of the archive: a known host, and the address."""

    host: str
    url: str


def archive_files(editions: Sequence[Assembled], series: Series, options: RenderOptions) -> Mapping[str, bytes]:
    """Yield every file of the archive by name, in any order; equal editions give equal bytes."""
    ordered = sorted(editions, key=lambda assembled: assembled.edition.id)
    pages = [_page(assembled, options) for assembled in ordered]
    language = ordered[-1].language if ordered else "de"
    title = line(series.title) or _common_name(pages[-1].title if pages else "", language)
    files: dict[str, bytes] = {}
    for place, (assembled, page) in enumerate(zip(ordered, pages, strict=True)):
        html = html_of(
            "archive-page.html.j2",
            laid_out(assembled, options),
            generator=GENERATOR,
            series=title,
            previous=pages[place - 1] if place else None,
            next=pages[place + 1] if place + 1 < len(pages) else None,
            also_at=public_places(assembled.edition),
        )
        files[page.name] = html.encode()
    files[INDEX] = _index(pages, title, language, options)
    files[FEED] = _feed(ordered, pages, replace(series, title=title), language, options)
    return files


def public_places(edition: Edition) -> list[PublicPlace]:
    """The public addresses of the edition: no drafts, nothing inside a network.

    The address that the curator gave comes first, then those of the receipts; one for each.
    """
    found: dict[str, PublicPlace] = {}
    urls = (edition.url, *(receipt.public_url for receipt in edition.receipts))
    for url in filter(None, map(published_address, urls)):
        if is_public_host(host_of(url)) and not has_secret(url):
            found.setdefault(canonical(url), PublicPlace(shown_host(site_of(url)), url))
    return list(found.values())


def _common_name(title: str, language: str) -> str:
    """A name for a series without one: "Gedankenspiele" from "Gedankenspiele: 10 Lesetipps"."""
    name, colon, _rest = title.partition(": ")
    return name if colon and name else words_of(language).tips


def _page(assembled: Assembled, options: RenderOptions) -> ArchivePage:
    laid = laid_out(assembled, options)
    name = document_name(assembled.edition, assembled.language, "html")
    return ArchivePage(laid.month, name, laid.title, laid.language)


def _index(pages: Sequence[ArchivePage], title: str, language: str, options: RenderOptions) -> bytes:
    newest_first = list(reversed(pages))
    years = [(year, list(of_year)) for year, of_year in groupby(newest_first, key=lambda page: page.month[:4])]
    words = words_of(language)
    html = shipped_template("archive-index.html.j2").render(
        title=title,
        language=pages[-1].language if pages else language,
        preheader="",
        years=years,
        words=words,
        footer=options.footer,
        generator=GENERATOR,
    )
    return html.encode()


def _feed(
    editions: Sequence[Assembled], pages: Sequence[ArchivePage], series: Series, language: str, options: RenderOptions
) -> bytes:
    base = published_address(series.base_url)
    base = base if not base or base.endswith("/") else base + "/"
    bare = replace(options, title=False)
    entries = [
        FeedEntry(
            name=page.name,
            title=page.title,
            language=page.language,
            updated=appeared_at(assembled),
            published=_published(assembled),
            summary=line(assembled.edition.preheader),
            categories=tuple(dict.fromkeys(filter(None, (line(pick.category) for pick in assembled.picks)))),
            html=html_of("fragment.html.j2", laid_out(assembled, bare), headings=True),
        )
        for assembled, page in zip(editions, pages, strict=True)
    ]
    author = line(series.author)
    subtitle = f"{words_of(language).tips} · {author}" if author else words_of(language).tips
    return atom(series.title, author or series.title, language, entries, base, subtitle)


def _published(assembled: Assembled) -> datetime:
    """When the edition appeared first."""
    return whole_second(assembled.edition.appeared) if assembled.edition.appeared else appeared_at(assembled)
