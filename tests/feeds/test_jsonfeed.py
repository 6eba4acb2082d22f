"""JSON Feed, tolerantly."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from digest.domain.health import Failure, FailureKind
from digest.feeds.parse import parse
from digest.feeds.parsed import ParsedFeed

URL = "https://blog.example/feed.json"
V11 = "https://jsonfeed.org/version/1.1"


def read(value: Any) -> ParsedFeed:
    feed = parse(json.dumps(value).encode(), {}, URL)
    assert isinstance(feed, ParsedFeed), feed
    return feed


def test_a_feed_with_everything() -> None:
    feed = read({
        "version": V11, "title": "Blog", "home_page_url": "/", "language": "de-AT", "authors": [{"name": "Ada"}],
        "items": [{
            "id": "1", "url": "/1", "title": "5 < 6 & <b>kein Fett</b>",
            "content_html": "<p>Text <a href='2'>x</a></p>",
            "summary": "Kurz <gut>", "date_published": "2026-06-01T10:00:00+02:00", "tags": ["PR", "pr", "Krise; Chef"],
            "authors": [{"name": "Grace"}, {"url": "x"}],
        }],
    })  # fmt: skip
    assert (feed.title, feed.site_url, feed.language, feed.damage) == ("Blog", "https://blog.example/", "de-AT", "")
    (entry,) = feed.entries
    assert entry.title == "5 < 6 & <b>kein Fett</b>"
    assert entry.url == "https://blog.example/1"
    assert entry.published == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert (entry.author, entry.language, entry.summary) == ("Grace", "de-AT", "Kurz <gut>")
    assert entry.tags == ("PR", "Krise; Chef")
    assert entry.content == '<p>Text <a href="https://blog.example/2">x</a></p>'


def test_version_1_0_has_one_author_and_the_feed_stands_in() -> None:
    feed = read({
        "version": "https://jsonfeed.org/version/1", "author": {"name": "Ada"},
        "items": [{"id": "1", "content_text": "a"}, {"id": "2", "content_text": "b", "author": {"name": "Grace"}}],
    })  # fmt: skip
    assert [entry.author for entry in feed.entries] == ["Ada", "Grace"]


def test_wrong_types_cost_no_entry() -> None:
    feed = read({
        "version": V11, "title": ["x"], "language": 7,
        "items": [
            {"id": 7, "title": None, "content_html": "Zahl"}, {"id": "2", "title": [1], "content_text": {}},
            None, "x", [],
            {"id": True, "url": "javascript:alert(1)", "external_url": "https://x.example/1", "tags": "kein Feld",
             "content_text": "heil", "authors": "?", "date_published": "2026-13-45", "date_modified": 1780300800},
            {},
        ],
    })  # fmt: skip
    assert [entry.guid for entry in feed.entries] == ["7", "2", ""]
    assert feed.entries[0].title == "Zahl"
    assert feed.entries[2].url == "https://x.example/1"
    assert feed.entries[2].published == datetime(2026, 6, 1, 8, tzinfo=UTC)


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    body = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1\\ud83d", "content_text": "a\\udc00b"}]}'
    feed = parse(body, {}, URL)
    assert isinstance(feed, ParsedFeed)
    assert feed.entries[0].content == "<p>a\ufffdb</p>"
    assert feed.entries[0].guid == "1\ufffd"


def test_of_a_feed_that_breaks_off_the_whole_entries_stay() -> None:
    whole = json.dumps(
        {"version": V11, "title": "Blog", "items": [{"id": str(n), "title": f"Nr. {n}"} for n in range(3)]}
    )
    cut = parse(whole[: whole.index("Nr. 2")].encode(), {}, URL)
    assert isinstance(cut, ParsedFeed)
    assert cut.damage
    assert (cut.title, [entry.title for entry in cut.entries]) == ("Blog", ["Nr. 0", "Nr. 1"])
    nothing = parse(whole[: whole.index('{"id": "0"') + 5].encode(), {}, URL)
    assert isinstance(nothing, Failure)
    assert nothing.kind is FailureKind.DAMAGED


def test_other_json_is_no_feed() -> None:
    for body in (
        b"[]",
        b"{}",
        b'{"items": []}',
        b'{"items": [{"name": "x"}]}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"{broken",
    ):
        failure = parse(body, {}, URL)
        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.NOT_A_FEED, body[:20]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_NAMES = (
    "id",
    "url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "authors",
    "tags",
    "language",
)
_ITEM = st.dictionaries(st.sampled_from(_NAMES), _JSON)


@given(st.lists(_ITEM | _JSON, max_size=3), st.dictionaries(st.sampled_from(("title", "authors", "language")), _JSON))
def test_no_shape_breaks_it(items: list[Any], head: dict[str, Any]) -> None:
    read({"version": V11, **head, "items": [{"id": "fest", "title": "Fest"}, *items]})
