"""The address a feed has moved to for good, from the chain of redirects alone."""

from __future__ import annotations

import pytest

from digest.feeds.chain import Redirect
from digest.feeds.client import Answer
from digest.feeds.fetch import permanent_url


def answer(*hops: tuple[int, str]) -> Answer:
    return Answer(200, hops[-1][1] if hops else "", {}, b"", tuple(Redirect(status, url) for status, url in hops))


@pytest.mark.parametrize(
    ("stored", "hops", "moved"),
    [
        ("https://a.example/f", [], ""),
        ("https://a.example/f", [(301, "https://b.example/f")], "https://b.example/f"),
        ("http://a.example/f", [(301, "https://a.example/f")], "https://a.example/f"),
        ("http://a.example/f", [(308, "http://b.example/f")], "http://b.example/f"),
        ("https://a.example/f", [(301, "http://a.example/f")], ""),
        ("https://a.example/f", [(301, "http://b.example/f"), (301, "https://b.example/f")], ""),
        ("https://A.example:443/f#x", [(301, "https://b.example/"), (301, "https://a.example/f")], ""),
        ("http://me:pw@a.example/f", [(301, "https://a.example/g")], "https://me:pw@a.example/g"),
    ],
)
def test_a_secure_address_never_moves_by_way_of_an_insecure_one(
    stored: str, hops: list[tuple[int, str]], moved: str
) -> None:
    assert permanent_url(stored, answer(*hops)) == moved
