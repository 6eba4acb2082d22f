"""Which feeds a page names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.pagelinks import feed_links

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
    feed_links(html, PAGE)
    feed_links(b"<link rel=alternate type=application/rss+xml href=" + html, PAGE)
