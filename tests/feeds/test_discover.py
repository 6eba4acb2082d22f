"""From what a person types to the feeds behind it, over real HTTP."""

from __future__ import annotations

import asyncio
from urllib.parse import urljoin

import pytest

from digest.config.settings import NetworkSettings
from digest.domain.failure_sentences import remedy
from digest.domain.feed import FoundFeed
from digest.domain.health import Failure, FailureKind
from digest.domain.url import addresses_of
from digest.feeds.client import Client
from digest.feeds.discover import GUESS_SECONDS, candidates, discover, usual_places
from digest.isolation.readpool import ReadPool
from tests.feedserver import FeedServer
from tests.shared import Corpus

PAGE = "text/html; charset=utf-8"
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Stabsblick</title><link>https://a.example/</link>
<item><title>Eins</title><link>https://a.example/1</link></item></channel></rss>"""
ATOM = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Lagebild</title><id>urn:x</id></feed>'
JSON = b'{"items": [], "title": "Kurz", "version": "https://jsonfeed.org/version/1.1"}'


def found(
    typed: str, settings: NetworkSettings | None = None, guess_seconds: float = GUESS_SECONDS
) -> list[FoundFeed] | Failure:
    async def run() -> list[FoundFeed] | Failure:
        network = settings or NetworkSettings(connect_seconds=5.0, feed_seconds=10.0)
        async with Client(network, {}) as client, ReadPool(workers=1) as pool:
            return await discover(client, pool, typed, guess_seconds)

    return asyncio.run(run())


def page(*links: str) -> bytes:
    return f"<!doctype html><html><head><title>Blog</title>{''.join(links)}</head><body>Text</body></html>".encode()


def link(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://a.example/feed", ("https://a.example/feed",)),
        (" feed:https://a.example/feed ", ("https://a.example/feed",)),
        ("a.example", ("https://a.example", "http://a.example")),
        ("a.example/pr?x=1", ("https://a.example/pr?x=1", "http://a.example/pr?x=1")),
        ("//a.example/", ("https://a.example/", "http://a.example/")),
        ("büro.example", ("https://xn--bro-hoa.example", "http://xn--bro-hoa.example")),
        ("localhost:8000/x", ("https://localhost:8000/x", "http://localhost:8000/x")),
        ("intranet:8000", ("https://intranet:8000", "http://intranet:8000")),
        ("[::1]:80/", ("https://[::1]:80/", "http://[::1]:80/")),
        ("Strategie", ()),
        ("", ()),
        ("javascript:alert(1)", ()),
        ("file:///etc/passwd", ()),
        ("mailto:a@a.example", ()),
        ("zwei Worte.de", ()),
        ("-x", ()),
    ],
)
def test_what_is_typed_becomes_addresses(typed: str, meant: tuple[str, ...]) -> None:
    assert addresses_of(typed) == meant


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, "rss"),
        (ATOM, "atom"),
        (JSON, "json"),
        (b'<?xml version="1.0"?><!-- x --><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "rdf"),
        (b'\xef\xbb\xbf  <!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://my.example/x.dtd"><rss/>', "rss"),
        (RSS.decode().encode("utf-16"), "rss"),
        (page(), ""),
        (b'{"version": 1}', ""),
        (b"<html><body><pre>&lt;rss> <rss ></pre></body></html>", ""),
        (b"", ""),
        (b"\x00\x01\x02", ""),
        (b"<!--" * 20_000, ""),
    ],
)
def test_a_feed_is_known_by_its_root(body: bytes, kind: str) -> None:
    assert candidates(body, "https://a.example/", "").kind == kind


def test_feeds_of_comments_stand_last() -> None:
    body = page(
        link("/comments/feed/", "Blog » Comments Feed"),
        link("/eins/feed/", "Blog » Eins"),
        link("/feed/", "Blog » Feed"),
        link("/kommentare.xml", "Kommentar-Feed"),
        link("/meinung.xml", "Meinung: Kommentare aus Wien"),
        link("/feed/", "noch einmal"),
    )
    named = candidates(body, "https://a.example/eins/", PAGE).named
    assert [feed.url.removeprefix("https://a.example") for feed in named] == [
        "/feed/",
        "/meinung.xml",
        "/comments/feed/",
        "/eins/feed/",
        "/kommentare.xml",
    ]


def test_a_page_without_feeds_names_the_usual_places() -> None:
    discovery = candidates(page(), "https://a.example/blog?x=1", PAGE)
    assert discovery.is_page
    assert discovery.usual == usual_places("https://a.example/blog?x=1")
    assert discovery.usual[:3] == (
        "https://a.example/blog/feed/",
        "https://a.example/blog/index.xml",
        "https://a.example/feed/",
    )
    assert "https://a.example/?feed=rss2" in discovery.usual


@pytest.mark.parametrize(
    ("body", "title", "kind"), [(RSS, "Stabsblick", "rss"), (ATOM, "Lagebild", "atom"), (JSON, "Kurz", "json")]
)
def test_an_address_that_is_a_feed_is_the_answer(feed_server: FeedServer, body: bytes, title: str, kind: str) -> None:
    url = feed_server.serve("/feed", body, content_type="text/plain")
    assert found(url) == [FoundFeed(url, title, kind)]
    assert len(feed_server.requests) == 1


def test_a_page_gives_the_feeds_that_it_names(feed_server: FeedServer) -> None:
    url = feed_server.serve(
        "/", page(link("/rss.xml", "Alles"), link("a.atom", "", "application/atom+xml")), content_type=PAGE
    )
    assert found(url) == [
        FoundFeed(feed_server.url("/rss.xml"), "Alles", "rss"),
        FoundFeed(feed_server.url("/a.atom"), "", "atom"),
    ]


@pytest.mark.slow
def test_a_bare_host_is_asked_over_https_first_and_then_over_http(feed_server: FeedServer) -> None:
    feed_server.serve("/feed", RSS)
    assert found(f"127.0.0.1:{feed_server.port}/feed") == [FoundFeed(feed_server.url("/feed"), "Stabsblick", "rss")]


def test_https_that_stays_silent_does_not_eat_the_time_of_http(feed_server: FeedServer) -> None:
    # The server waits for a request in plain text, the client for its handshake: only time ends that.
    feed_server.serve("/feed", RSS)
    patient = NetworkSettings(connect_seconds=1000.0, feed_seconds=1000.0)
    typed = f"127.0.0.1:{feed_server.port}/feed"
    assert found(typed, patient, guess_seconds=0.2) == [FoundFeed(feed_server.url("/feed"), "Stabsblick", "rss")]


def test_a_page_that_names_none_is_asked_for_the_usual_places(feed_server: FeedServer) -> None:
    url = feed_server.serve("/", page(), content_type=PAGE)
    feed_server.serve("/feed/", page(), content_type=PAGE)
    feed_server.serve("/atom.xml", ATOM)
    feed_server.serve("/feed.xml", RSS)
    assert found(url) == [FoundFeed(feed_server.url("/atom.xml"), "Lagebild", "atom")]
    assert not feed_server.asked("/feed.xml")


def test_a_page_without_any_feed_says_so(feed_server: FeedServer) -> None:
    failure = found(feed_server.serve("/blog", page(), content_type=PAGE))
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.WEB_PAGE
    assert "names no feed" in str(remedy(failure))


@pytest.mark.parametrize(
    ("body", "kind"), [(b"", FailureKind.EMPTY), (b" \n", FailureKind.EMPTY), (b"\x89PNG\r\n", FailureKind.NOT_A_FEED)]
)
def test_what_is_neither_page_nor_feed_is_named(feed_server: FeedServer, body: bytes, kind: FailureKind) -> None:
    failure = found(feed_server.serve("/x", body, content_type="application/octet-stream"))
    assert isinstance(failure, Failure)
    assert failure.kind is kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, FailureKind.UNAUTHORISED),
        (403, FailureKind.FORBIDDEN),
        (404, FailureKind.NOT_FOUND),
        (410, FailureKind.GONE),
        (429, FailureKind.TOO_MANY),
        (500, FailureKind.HTTP_STATUS),
    ],
)
def test_a_refusal_is_told_as_it_is_and_nothing_else_is_tried(
    feed_server: FeedServer, status: int, kind: FailureKind
) -> None:
    failure = found(feed_server.serve("/x", b"", status=status))
    assert isinstance(failure, Failure)
    assert failure.kind is kind
    assert len(feed_server.requests) == 1


def test_a_lasting_redirect_gives_the_new_address_and_a_passing_one_the_old(feed_server: FeedServer) -> None:
    new = feed_server.serve("/new", RSS)
    lasting = feed_server.redirect("/lasting", new, status=301)
    passing = feed_server.redirect("/passing", new, status=302)
    assert found(lasting) == [FoundFeed(new, "Stabsblick", "rss")]
    assert found(passing) == [FoundFeed(passing, "Stabsblick", "rss")]


def test_a_page_may_not_lead_into_the_private_network(feed_server: FeedServer) -> None:
    with FeedServer("127.0.0.2") as inner:
        inner.serve("/secret", RSS)
        failure = found(feed_server.redirect("/x", inner.url("/secret")))
        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.PRIVATE_ADDRESS
        assert inner.requests == []


def test_what_is_no_address_is_told_without_asking_anybody() -> None:
    failure = found("ftp://ich:geheim@a.example/")
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BAD_ADDRESS
    assert "geheim" not in str(failure.detail)


def test_a_large_feed_is_found_with_its_title(feed_server: FeedServer) -> None:
    body = RSS.replace(b"</channel>", b"<description>" + b"x " * 600_000 + b"</description></channel>")
    url = feed_server.serve("/big", body)
    assert found(url) == [FoundFeed(url, "Stabsblick", "rss")]


def test_the_corpus_pages_give_all_feeds_that_they_name(corpus: Corpus) -> None:
    for row in corpus.rows("pages"):
        base = row["base"] or row["canonical"] or "https://site.example/a/b"
        wanted = {
            urljoin(base, one["href"])
            for one in row["feed_links"]
            if "oembed" not in one["type"] and "/wp-json/" not in one["href"]
        }
        given = candidates(
            (corpus.root / row["file"]).read_bytes(), row["canonical"] or "https://site.example/a/b", "text/html"
        )
        assert not given.kind
        assert len(given.named) == len(wanted), row["file"]


def test_a_feed_that_the_text_links_to_is_found(feed_server: FeedServer) -> None:
    feed_server.serve("/neues/alles.xml", RSS)
    links = b'<a href="https://tot.invalid/rss">RSS</a><footer><a href="/neues/alles.xml">RSS-Feed</a></footer>'
    html = page().replace(b"Text", links)
    feeds = found(feed_server.serve("/", html, content_type=PAGE))
    assert isinstance(feeds, list)
    assert [(feed.url, feed.title) for feed in feeds] == [(feed_server.url("/neues/alles.xml"), "Stabsblick")]


def test_a_feed_that_the_head_of_the_answer_names_is_found(feed_server: FeedServer) -> None:
    field = '</anders.xml>; rel="alternate"; type="application/atom+xml"'
    feeds = found(feed_server.serve("/", page(), content_type=PAGE, headers={"Link": field}))
    assert isinstance(feeds, list)
    assert [(feed.url, feed.kind) for feed in feeds] == [(feed_server.url("/anders.xml"), "atom")]


@pytest.mark.parametrize("size", [70_000, 700_000])
def test_a_feed_behind_a_long_comment_is_one(size: int) -> None:
    comment = b"<!-- " + b"x" * size + b" -->"
    assert candidates(comment + RSS, "https://a.example/feed", "text/xml").kind == "rss"
    assert (
        candidates(b'<?xml version="1.0"?>' + comment + ATOM[21:], "https://a.example/feed", "text/xml").kind == "atom"
    )
    assert candidates(comment + page(), "https://a.example/", "text/xml").kind == ""


def test_a_page_in_utf_16_names_its_feeds() -> None:
    html = page(link("/feed.xml")).decode().encode("utf-16")
    assert [feed.url for feed in candidates(html, "https://a.example/", PAGE).named] == ["https://a.example/feed.xml"]
