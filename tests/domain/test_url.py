"""Which addresses are one page, which are usable, and how they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.secrets import has_secret, masked
from digest.domain.url import (
    canonical,
    is_web_address,
    same_feed_key,
    web_address,
    without_tracking,
)

SAME_PAGE = [
    ("https://blog.example/a", "http://blog.example/a"),
    ("https://blog.example/a", "https://blog.example/a/"),
    ("https://blog.example/a", "https://www.blog.example/a"),
    ("https://blog.example/a", "https://BLOG.example:443/a#teil-2"),
    ("https://blog.example/a?x=1&y=2", "https://blog.example/a?y=2&utm_source=feed&x=1"),
    ("https://blog.example/a", "https://blog.example/a?wt_zmc=x&fbclid=y&at_medium=rss&mtm_campaign=z"),
    ("https://blog.example/%C3%BCber", "https://blog.example/über"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    # for phones and as AMP
    ("https://blog.example/lage", "https://m.blog.example/lage"),
    ("https://blog.example/lage", "https://amp.blog.example/lage"),
    ("https://blog.example/lage", "https://blog.example/lage/amp/"),
    ("https://blog.example/lage", "https://blog.example/amp/lage"),
    ("https://blog.example/lage.html", "https://blog.example/lage.amp.html"),
    ("https://blog.example/lage", "https://blog.example/lage?amp=1"),
    ("https://blog.example/lage", "https://blog.example/lage?outputType=amp"),
    ("https://blog.example/lage", "https://www.google.com/amp/s/www.blog.example/lage/amp"),
    ("https://blog.example/lage?a=1", "https://blog-example.cdn.ampproject.org/c/s/blog.example/lage?a=1&amp_js_v=9"),
    ("https://de.wikipedia.org/wiki/Lage", "https://de.m.wikipedia.org/wiki/Lage"),
    # index and print pages
    ("https://blog.example/lage/", "https://blog.example/lage/index.html"),
    ("https://blog.example/", "https://blog.example/index.php"),
    ("https://blog.example/lage-12", "https://blog.example/lage-12?print=1"),
    ("https://blog.example/lage-12.html", "https://blog.example/lage-12.html/drucken"),
    # films
    ("https://youtu.be/abcDEF12345?si=xyz", "https://www.youtube.com/watch?t=5&v=abcDEF12345"),
    ("https://www.youtube.com/shorts/abcDEF12345", "https://m.youtube.com/watch?v=abcDEF12345&list=PL1"),
    ("https://twitter.com/a/status/1", "https://mobile.x.com/a/status/1"),
    # trackers of German sites, sessions, fragments
    ("https://blog.example/a", "https://blog.example/a?wt.mc_id=x&sara_ref=re-xx&xtor=RSS-1&GEPC=s3&wt_cc2=9"),
    ("https://blog.example/a", "https://blog.example/a?ref=rss"),
    ("https://blog.example/a", "https://blog.example/a#utm_source=rss&utm_medium=feed"),
    ("https://blog.example/a", "https://blog.example/a?&utm_source=x"),
    ("https://blog.example/a", "https://blog.example/a;jsessionid=0815?PHPSESSID=12"),
    ("https://blog.example/a", "https://blog.example/a#:~:text=Krise"),
    ("https://blog.example/a", "https://blog.example./a#comments"),
]
OTHER_PAGE = [
    ("https://blog.example/a", "https://blog.example/A"),
    ("https://blog.example/?p=1", "https://blog.example/?p=2"),
    ("https://blog.example/a", "https://blog.example:8443/a"),
    ("https://blog.example/a", "https://andere.example/a"),
    ("https://blog.example/ticker#liveblog-entry-4711", "https://blog.example/ticker#liveblog-entry-4712"),
    ("https://blog.example/#!/lage", "https://blog.example/#!/uebung"),
    ("https://blog.example/#/lage", "https://blog.example/"),
    ("https://blog.example/themen/print", "https://blog.example/themen"),
    ("https://blog.example/amp", "https://blog.example/"),
    ("https://blog.example/index.php?id=1", "https://blog.example/index.php?id=2"),
    ("https://youtu.be/abcDEF12345", "https://youtu.be/abcDEF12346"),
    ("https://blog.example/a?at_home=1", "https://blog.example/a?at_home=2"),
    ("https://blog.example/a?cmpid=1", "https://blog.example/a?cmpid=2"),
    ("https://blog.example/a?pk=1", "https://blog.example/a?pk=2"),
    ("https://blog.example/a?source=berlin", "https://blog.example/a"),
    ("https://blog.example/a?ref=4711", "https://blog.example/a"),
    ("https://blog.example/a?print=12", "https://blog.example/a"),
    ("https://m.example/a", "https://example/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PAGE)
def test_one_page_has_one_canonical_address(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), OTHER_PAGE)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("url", [url for pair in (*SAME_PAGE, *OTHER_PAGE) for url in pair])
def test_a_canonical_address_stays_one(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


@given(
    st.lists(st.sampled_from(["amp", "print", "index.html", "a-1", "m", "", "index.php", "x.amp.html"]), max_size=4),
    st.lists(st.sampled_from(["amp=1", "print=1", "utm_x=1", "b=2", "view=print", "", "v=abcDEF12345"]), max_size=3),
    st.sampled_from(["m.amp.blog.example", "www.blog.example", "youtu.be", "www.google.de", "de.m.wikipedia.org"]),
    st.sampled_from(["", "#!x", "#entry-12", "#x", "#utm_a=1"]),
)
def test_an_address_loses_all_its_forms_at_once(path: list[str], query: list[str], host: str, fragment: str) -> None:
    found = canonical(f"https://{host}/{'/'.join(path)}?{'&'.join(query)}{fragment}")
    assert canonical(found) == found


@given(
    st.from_regex(
        r"https?://[a-z]{1,8}\.example(:[1-9][0-9]{1,3})?/[a-zA-Z0-9%/]{0,12}(\?[a-z=&]{0,9})?", fullmatch=True
    )
)
def test_the_canonical_form_is_its_own_canonical_form(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


_LABELS = ["www", "www2", "m", "mobil", "amp", "blog", "b-c", "-x", "de", "example", "youtube", "twitter", "wikinews"]
_SEGMENTS = [
    "a",
    "B-9_c",
    "amp",
    "AMP",
    "amp.html",
    "drucken",
    "lage-12",
    "index.html",
    "Default",
    "x.html",
    "x.amp.htm",
]


@given(
    st.lists(st.sampled_from(_LABELS), min_size=1, max_size=4),
    st.lists(st.sampled_from(_SEGMENTS), max_size=3),
    st.sampled_from(("", "/", ".html", "\n", ".", ":80")),
)
def test_a_usual_address_has_the_canonical_form_of_any_other(labels: list[str], path: list[str], end: str) -> None:
    rest = f"://{'.'.join(labels)}{''.join(f'/{segment}' for segment in path)}{end}"
    # A scheme in capital letters is no usual one, so that nothing is left out.
    assert canonical(f"https{rest}") == canonical(f"HTTPS{rest}")


@given(st.text())
def test_any_text_has_a_canonical_form_and_a_shown_form(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert masked(masked(text)) == masked(text)


def test_an_address_loses_its_tracking_and_nothing_else() -> None:
    url = "https://Blog.example:443/a/?b=%20x&utm_source=rss&c#d"
    assert without_tracking(url) == "https://Blog.example:443/a/?b=%20x&c#d"
    assert without_tracking("https://blog.example/a?utm_source=x") == "https://blog.example/a"
    assert without_tracking("https://blog.example/a?b=1") == "https://blog.example/a?b=1"
    assert without_tracking("https://blog.example/a?&utm_source=x") == "https://blog.example/a"
    assert without_tracking("https://blog.example/a#xtor=RSS-1") == "https://blog.example/a"
    assert without_tracking("https://blog.example/a?b=1#teil-2") == "https://blog.example/a?b=1#teil-2"


@pytest.mark.parametrize(
    "query", ["at_home=1", "cmpid=7", "pk=1", "ref=4711", "source=berlin", "sessionid=3", "amp=1", "v=2"]
)
def test_what_may_be_content_is_not_taken_off(query: str) -> None:
    assert without_tracking(f"https://blog.example/a?{query}") == f"https://blog.example/a?{query}"


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("  https://gut.example/feed.xml ", "https://gut.example/feed.xml"),
        ("feed:https://gut.example/feed.xml", "https://gut.example/feed.xml"),
        ("feed://gut.example/feed.xml", "http://gut.example/feed.xml"),
        ("https://täst.example/fäd.xml", "https://xn--tst-qla.example/f%C3%A4d.xml"),
        ("https://gut.example/a b", "https://gut.example/a%20b"),
        ("HTTPS://GUT.example/x", "https://gut.example/x"),
    ],
)
def test_what_people_paste_becomes_an_address(typed: str, url: str) -> None:
    assert web_address(typed) == url


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "feed.xml", "//feed.example/x", "javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/",
     "https://", "https://feed.example:99999/", "data:text/xml,x", "-o/tmp/x", "https://exa mple/x"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    assert web_address(typed) is None


@given(st.text())
def test_an_accepted_address_is_a_web_address(text: str) -> None:
    url = web_address(text)
    assert url is None or (is_web_address(url) and url.isascii())


def test_a_feed_is_the_same_under_case_port_and_fragment_but_not_under_scheme() -> None:
    key = same_feed_key("https://feed.example/rss")
    assert same_feed_key("https://FEED.example:443/rss#x") == key
    assert same_feed_key("http://feed.example/rss") != key
    assert same_feed_key("https://feed.example/rss/") != key


def test_secrets_are_masked_where_an_address_is_shown() -> None:
    assert masked("https://anna:geheim@feed.example/rss") == "https://anna:***@feed.example/rss"
    assert masked("https://geheim@feed.example/rss") == "https://***@feed.example/rss"
    assert masked("https://feed.example/rss?token=geheim&n=5") == "https://feed.example/rss?token=***&n=5"
    assert has_secret("https://feed.example/?key=geheim")
    assert not has_secret("https://feed.example/?monkey=banane")
