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
]
OTHER_PAGE = [
    ("https://blog.example/a", "https://blog.example/A"),
    ("https://blog.example/?p=1", "https://blog.example/?p=2"),
    ("https://blog.example/a", "https://blog.example:8443/a"),
    ("https://blog.example/a", "https://andere.example/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PAGE)
def test_one_page_has_one_canonical_address(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), OTHER_PAGE)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(
    st.from_regex(
        r"https?://[a-z]{1,8}\.example(:[1-9][0-9]{1,3})?/[a-zA-Z0-9%/]{0,12}(\?[a-z=&]{0,9})?", fullmatch=True
    )
)
def test_the_canonical_form_is_its_own_canonical_form(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


@given(st.text())
def test_any_text_has_a_canonical_form_and_a_shown_form(text: str) -> None:
    canonical(text)
    masked(text)


def test_an_address_loses_its_tracking_and_nothing_else() -> None:
    url = "https://Blog.example:443/a/?b=%20x&utm_source=rss&c#d"
    assert without_tracking(url) == "https://Blog.example:443/a/?b=%20x&c#d"
    assert without_tracking("https://blog.example/a?utm_source=x") == "https://blog.example/a"
    assert without_tracking("https://blog.example/a?b=1") == "https://blog.example/a?b=1"


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
