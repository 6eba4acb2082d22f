"""Which cookies of one chain of redirects go where (RFC 6265)."""

from __future__ import annotations

import pytest

from digest.feeds.chain import Cookies


@pytest.mark.parametrize(
    ("field", "url", "sent"),
    [
        ("a=1", "https://blatt.example/feed/x", "a=1"),
        ("a=1", "https://blatt.example/anders", ""),  # the default path is that of the page which set it
        ("a=1; Path=/", "https://blatt.example/anders", "a=1"),
        ("a=1; Path=/fe", "https://blatt.example/feed/x", ""),
        ("a=1; Path=/", "https://www.blatt.example/", ""),
        ("a=1; Path=/; Domain=blatt.example", "https://www.blatt.example/", "a=1"),
        ("a=1; Path=/; Domain=.blatt.example", "https://blatt.example/", "a=1"),
        ("a=1; Path=/; Domain=example", "https://blatt.example/", ""),
        ("a=1; Path=/; Domain=anderes.example", "https://anderes.example/", ""),
        ("a=1; Path=/; Secure", "http://blatt.example/", ""),
        ("a=1; Path=/; Secure", "https://blatt.example/", "a=1"),
        ("a=1=2; Path=/", "https://blatt.example/", "a=1=2"),
        ("allein; Path=/", "https://blatt.example/", "allein"),
        ("a=1; Path=/; Max-Age=0", "https://blatt.example/", ""),
        ("=", "https://blatt.example/feed/x", ""),
        ("a=" + "x" * 5000, "https://blatt.example/feed/x", ""),
    ],
)
def test_a_cookie_goes_where_it_may(field: str, url: str, sent: str) -> None:
    cookies = Cookies()
    cookies.take("https://blatt.example/feed/alt", [field])
    assert cookies.field(url) == sent


def test_a_later_cookie_takes_the_place_of_an_earlier_and_may_take_it_away() -> None:
    cookies = Cookies()
    cookies.take("https://blatt.example/", ["a=1", "b=1; Path=/x", "a=2"])
    assert cookies.field("https://blatt.example/x") == "b=1; a=2"
    cookies.take("https://blatt.example/", ["a=; Max-Age=-1"])
    assert cookies.field("https://blatt.example/x") == "b=1"


def test_no_server_can_set_cookies_without_end() -> None:
    cookies = Cookies()
    cookies.take("https://blatt.example/", [f"c{number}=x" for number in range(1000)])
    assert cookies.field("https://blatt.example/").count("=") == 50
