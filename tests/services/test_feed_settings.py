"""Settings of a feed count however its address is written, and never for another."""

from __future__ import annotations

import pytest

from digest.config.settings import FeedSettings
from digest.services.feeds.feed_settings import own_settings
from tests.builders import a_feed

OWN = FeedSettings(user="a", password="b")


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("https://a.example/feed", "https://a.example/feed"),
        ("https://a.example/feed", "https://a.example/feed/"),
        ("https://a.example/feed/", "https://a.example/feed"),
        ("https://a.example/feed", " HTTPS://A.example:443/feed#x "),
        ("https://a.example/f%C3%BC", "https://a.example/fü"),
        ("https://a.example/f%C3%BC", "https://a.example/f%c3%bc"),
        ("https://a.example/~x?a=%20b", "https://a.example/%7Ex?a= b"),
        ("https://xn--strae-oqa.example/feed", "https://straße.example/feed"),
        ("https://strasse.example/feed", "https://straße.example/feed"),  # as version 0.1.0 stored it
        ("https://a.example/feed", "http://a.example/feed"),
        ("https://a.example/feed", "feed:https://a.example/feed"),
    ],
)
def test_settings_count_for_every_spelling_of_the_address(stored: str, written: str) -> None:
    found = own_settings({written: OWN}, [a_feed(1, url=stored), a_feed(2)])
    assert found.by_feed == {"f1": OWN}
    assert found.unfit == ()


@pytest.mark.parametrize(
    "written",
    ["http://b.example/feed", "https://www.a.example/feed", "https://a.example/", "https://a.example:8443/feed",
     "https://a.example/Feed"],
)  # fmt: skip
def test_settings_never_count_for_another_address(written: str) -> None:
    found = own_settings({written: OWN}, [a_feed(1, url="https://a.example/feed")])
    assert found.by_feed == {}
    assert found.unfit == (written,)


def test_a_password_for_https_is_not_sent_over_http() -> None:
    assert own_settings({"https://a.example/feed": OWN}, [a_feed(1, url="http://a.example/feed")]).by_feed == {}


def test_what_fits_two_feeds_fits_none_but_the_very_address_wins() -> None:
    feeds = [a_feed(1, url="https://a.example/feed"), a_feed(2, url="https://a.example/feed/")]
    assert own_settings({"https://a.example/feed/": OWN}, feeds).by_feed == {"f2": OWN}
    assert own_settings({"http://a.example/feed": OWN}, feeds).unfit == ("http://a.example/feed",)
    other = FeedSettings(user="c")
    both = {"https://a.example/feed": OWN, "https://a.example/feed/": other}
    assert own_settings(both, feeds[:1]).by_feed == {"f1": OWN}
