"""Which of the addresses that a page gives for itself are believed."""

from __future__ import annotations

import pytest

from digest.feeds.ownaddress import own_address

SITE = "https://www.stabsblick.example"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/2026/lage.html", "/2026/lage"),
        ("/2026/lage.html?page=2", "/2026/lage.html"),
        ("/2026/lage.html?utm_source=x", "/2026/lage.html"),
        ("/lage/amp/", "/lage/"),
        ("/amp/2026/11/lage", "/2026/11/lage"),
        ("/lage/index.html", "/lage/"),
        ("/Lage", "/lage"),
        ("/lage", "/krise/lage"),
        ("/?p=48213", "/2026/11/lage-48213.html"),
        ("/a-48213", "/krise/ganz-anders-48213.html"),
        ("/index.php?id=12&print=1", "/index.php?id=12"),
        ("/", "/"),
    ],
)
def test_a_variant_of_the_address_is_believed(asked: str, said: str) -> None:
    assert own_address(SITE + asked, (said,), ()) == SITE + said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/2026/lage.html", "/"),
        ("/2026/lage.html", "/2026/uebung.html"),
        ("/2026/lage.html", "/blog/"),
        ("/2026/11/lesetipps", "/2025/11/lesetipps"),
        ("/20261121/lage", "/20261121/uebung"),
        ("/index.php?id=12", "/index.php?id=13"),
        ("/index.php?id=12", "/index.php"),
        ("/lage", "/lage?id=4"),
        ("/?p=48213", "/2026/11/lage"),
        ("/lage", "https://fremd.example/lage"),
    ],
)
def test_another_page_is_not_believed(asked: str, said: str) -> None:
    assert own_address(SITE + asked, (said,), ()) == ""


def test_what_two_of_the_pages_words_agree_on_is_believed() -> None:
    asked, said = f"{SITE}/?p=48213", f"{SITE}/2026/11/lage"
    assert own_address(asked, (said, "http://stabsblick.example/2026/11/lage/"), ()) == said
    assert own_address(asked, (said, ""), ("/2026/11/lage",)) == said
    assert own_address(asked, ("/", "/"), ("/",)) == ""


def test_where_the_first_word_is_wrong_the_second_counts() -> None:
    assert own_address(f"{SITE}/lage", ("/uebung", f"{SITE}/lage/"), ()) == f"{SITE}/lage/"
