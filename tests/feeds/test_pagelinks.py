"""Which feeds a page names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.pagelinks import feed_anchors, feed_links

PAGE = "https://blog.example/neues/"


def links(html: str, base: str = PAGE) -> list[str]:
    return [link.url for link in feed_links(html.encode(), base)]


def test_feeds_are_found_in_order_each_once_with_absolute_addresses() -> None:
    html = """<head>
      <link rel="alternate" type="application/rss+xml" title="Alle &amp; alles" href="/feed.xml">
      <LINK REL='Alternate feed' TYPE='application/atom+xml; charset=utf-8' HREF=atom.xml>
      <link rel="alternate" type="application/feed+json" href="//cdn.example/feed.json" />
      <link rel="alternate" type="application/rss+xml" href="https://BLOG.example:443/feed.xml#oben">
    </head>"""
    found = feed_links(html.encode(), PAGE)
    assert [link.url for link in found] == [
        "https://blog.example/feed.xml",
        "https://blog.example/neues/atom.xml",
        "https://cdn.example/feed.json",
    ]
    assert found[0].title == "Alle & alles"
    assert found[1].type == "application/atom+xml"


def test_a_base_element_counts_once() -> None:
    html = '<base href="/a/"><base href="/b/"><link rel=alternate type=application/rss+xml href=f>'
    assert links(html) == ["https://blog.example/a/f"]


def test_what_is_no_feed_is_left_out() -> None:
    assert (
        links("""
      <link rel="stylesheet" type="application/rss+xml" href="/a">
      <link rel="alternate" type="text/html" hreflang="en" href="/en">
      <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
      <link rel="alternate" type="application/rss+xml" href="http://[">
      <link rel="alternate" type="application/rss+xml" href=" ">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
      <link rel="alternate" type="application/json+oembed" href="/oembed?x=1">
    """)
        == []
    )


def test_a_page_in_another_charset_is_read() -> None:
    html = '<meta charset="iso-8859-1"><link rel=alternate type=application/rss+xml title="Für alle" href=/f>'
    assert feed_links(html.encode("latin-1"), PAGE)[0].title == "Für alle"
    assert feed_links(html.replace("iso-8859-1", "kein-satz").encode("latin-1"), PAGE)[0].url.endswith("/f")


@given(st.binary(max_size=400))
def test_no_page_breaks_it(html: bytes) -> None:
    link = b"<link rel=alternate type=application/rss+xml href="
    found = [*feed_links(html, PAGE), *feed_links(link + html, PAGE)]
    assert all(feed.url.startswith(("http://", "https://")) for feed in found)


@pytest.mark.parametrize(
    "link",
    [
        *(f'<link rel=alternate type="{name}" href=/f>' for name in (
            "text/xml", "application/xml", "application/x-rss+xml", "text/rss", "application/atom",
            "TEXT/XML; charset=utf-8",
        )),
        "<link rel=feed href=/f>",
        "<link rel='feed alternate' href=/f title=Neues>",
    ],
)  # fmt: skip
def test_feeds_under_wrong_types_or_none_are_found(link: str) -> None:
    assert links(link) == ["https://blog.example/f"]


def test_an_alternate_without_type_is_a_feed_if_its_address_looks_like_one() -> None:
    assert links("<link rel=alternate href=/feed.xml><link rel=alternate href=/blog/rss/>") == [
        "https://blog.example/feed.xml",
        "https://blog.example/blog/rss/",
    ]
    assert links("<link rel=alternate href=/mobil><link rel=alternate hreflang=en href=/en/feed/>") == []
    assert links("<link rel=alternate href=/feedback>") == []


def test_a_link_header_names_feeds() -> None:
    feed = '</feed.xml>; rel="alternate"; type="application/rss+xml"; title="Neues, alles"'
    field = f"</style.css>; rel=preload, {feed}, </b>; rel=next"
    (found,) = feed_links(b"", PAGE, field)
    assert (found.url, found.title, found.kind) == ("https://blog.example/feed.xml", "Neues, alles", "rss")
    assert feed_links(b"", PAGE, "</feed.xml>; rel=alternate; hreflang=en, <<<;;;") == []


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_page_in_utf_16_is_read(charset: str) -> None:
    html = "<!doctype html><link rel=alternate type=application/rss+xml title='Für alle' href=/f>"
    assert feed_links(html.encode(charset), PAGE)[0].title == "Für alle"


def test_links_in_the_text_are_candidates_the_likeliest_first() -> None:
    html = """<a href="/feedback">Feedback</a><a href="/ueber">Über uns</a><a href="/themen/x">Unser RSS-Angebot</a>
      <a href="/feed.xml">RSS</a><a href="/atom"><img alt="Atom-Feed"></a><a href="/lage.rdf">Alles</a>
      <a href="#rss">RSS</a>
      <a href="mailto:feed@blog.example">Feed</a><a href="/wp-json/feed">x</a>"""
    assert feed_anchors(html.encode(), PAGE) == [
        "https://blog.example/feed.xml",
        "https://blog.example/atom",
        "https://blog.example/themen/x",
        "https://blog.example/lage.rdf",
    ]
    assert len(feed_anchors(b"".join(b"<a href=/rss/%d>RSS</a>" % number for number in range(20)), PAGE)) == 5
