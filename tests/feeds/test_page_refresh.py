"""Pages that only lead to another one."""

from __future__ import annotations

import pytest

from digest.feeds.chain import refresh_target

HERE = "https://blatt.example/alt/beitrag"


def target(head: str, body: str = "", **headers: str) -> str:
    return refresh_target(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), headers, HERE)


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0; url=/neu", "https://blatt.example/neu"),
        ("0;URL='https://neu.example/a?b=1&amp;c=2'", "https://neu.example/a?b=1&c=2"),
        ("5, url=neu", "https://blatt.example/alt/neu"),
        ("0 /neu", "https://blatt.example/neu"),
        ("0.5;/neu", "https://blatt.example/neu"),
        ("0; url=größe", "https://blatt.example/alt/gr%C3%B6%C3%9Fe"),
        ("300", ""),
        ("300; url=/neu", ""),
        ("0; url=javascript:alert(1)", ""),
        ("0; url=", ""),
        ("; url=/neu", ""),
        ("0; url=https://blatt.example/alt/beitrag#x", ""),
        ("0; url=http://[kaputt", ""),
    ],
)
def test_a_refresh_is_read_as_browsers_do(content: str, url: str) -> None:
    assert target(f'<meta http-equiv="Refresh" content="{content}">') == url


def test_what_a_browser_would_not_follow_is_not_followed() -> None:
    tag = '<meta http-equiv="refresh" content="0; url=/neu">'
    assert target(f"<!-- {tag} -->") == ""
    assert target(f"<script>document.write('{tag}')</script>") == ""
    assert target(f"<template>{tag}</template>") == ""
    assert refresh_target(f"<rss><channel><description>{tag}</description></channel></rss>".encode(), {}, HERE) == ""


def test_a_page_without_scripts_is_led_on_only_if_it_has_nothing_else_to_say() -> None:
    tag = '<noscript><meta http-equiv="refresh" content="0; url=/neu"></noscript>'
    assert target(tag, "<script>location='/neu'</script>") == "https://blatt.example/neu"
    assert target(tag, "<p>Ein Beitrag mit Text. </p>" * 30) == ""


def test_relative_addresses_count_from_the_base() -> None:
    assert (
        target('<base href="https://neu.example/x/"><meta http-equiv=refresh content="0;url=a">')
        == "https://neu.example/x/a"
    )


@pytest.mark.parametrize(
    "piece", ["<!--", "<meta ", "<!---->", "<", "<script>", '<meta a="', "<noscript><meta http-equiv=refresh "]
)
def test_any_page_is_looked_through_at_once(piece: str) -> None:
    page = "<html>" + piece * (200_000 // len(piece))
    assert refresh_target(page.encode(), {}, HERE) == ""
