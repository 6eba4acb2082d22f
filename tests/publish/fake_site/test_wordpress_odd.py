"""A WordPress that answers anything at all.

Told in a sentence, never a traceback, and never a second draft.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digest.domain.publishing import Capabilities, PublishFailure
from digest.services.publishing.outcomes import Outcome
from tests.publish.fake_wordpress import FakeWordPress, room_at
from tests.publish.newsroom import Newsroom
from tests.publish.relay import Said, Seen

ODD: list[Any] = [
    None, 7, "", "text", True, [], {}, [None], [[]], [{}], [{"id": None, "status": None}],
    {"id": None}, {"id": {}, "status": []}, {"id": 7, "status": "draft"}, [{"id": 7, "status": "draft"}],
    {"id": 7, "status": "draft", "title": None, "content": [], "excerpt": 5, "categories": "x", "tags": {"a": 1}},
    [{"id": "7 OR 1", "status": "neu", "title": {"raw": None}, "content": {"raw": 5}, "link": {}}],
    {"code": 5, "data": None}, {"code": [], "data": "x"}, {"code": "rest_invalid_param", "data": {"params": []}},
    {"name": None, "authentication": True}, {"name": {}, "authentication": {"application-passwords": []}},
    {"authentication": {"application-passwords": {"endpoints": {"authorization": 5}}}},
    {"authentication": {"application-passwords": {"endpoints": {"authorization": "javascript:alert(1)"}}}},
    {"responses": None}, {"responses": [1, 2]}, {"responses": [{"body": {"id": "x"}}, {"body": None}]},
    {"responses": [{"body": {"code": "term_exists", "data": 5}}, {"body": {"code": "term_exists"}}]},
    {"capabilities": [], "roles": 5}, {"capabilities": {"edit_posts": "ja"}, "roles": [None, {}], "name": []},
]  # fmt: skip
STATUSES = (200, 201, 207, 400, 401, 403, 404, 500)
ROUTES = [
    ("rest_route=/&", "GET"), ("/users/me", "GET"), ("/wp/v2/posts", "GET"), ("/wp/v2/posts", "POST"),
    ("/batch/v1", "POST"),
]  # fmt: skip


@pytest.fixture
def room(site: FakeWordPress, tmp_path: Path) -> Newsroom:
    return room_at(site, tmp_path, categories=["A"], tags=["B"])


@pytest.mark.slow
@pytest.mark.parametrize(("route", "method"), ROUTES)
def test_any_json_is_told_and_raises_nothing(route: str, method: str, room: Newsroom, site: FakeWordPress) -> None:
    odd = {"said": Said()}
    site.rules.append(lambda seen: odd["said"] if seen.method == method and route in seen.path else None)
    for data in ODD:
        for status in STATUSES if data in ({}, [], None) else (200, 201, 403):
            odd["said"] = Said(status, json.dumps(data).encode())
            assert isinstance(room.push(), Outcome)
            if method == "GET" and route in ("rest_route=/&", "/users/me"):
                assert isinstance(room.publishing.check("there"), Capabilities | PublishFailure)
            if method == "GET" and route == "/wp/v2/posts":
                assert isinstance(room.outgoing(), tuple | PublishFailure)
    site.rules.clear()
    room.push()
    room.push(anew=True)
    assert len(site.posts) <= 1 or method == "GET"


@pytest.mark.parametrize("body", [b"\xff\xfe{}", b"{" * 5000, b"[" * 200_000, b'{"a":' * 5000, b"\x00", b"{}" * 50_000])
def test_any_bytes_that_are_called_json_are_told(body: bytes, room: Newsroom, site: FakeWordPress) -> None:
    def odd(seen: Seen) -> Said:
        return Said(200, body)

    site.rules.append(odd)
    assert room.push().failure is not None
    assert isinstance(room.publishing.check("there"), PublishFailure)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://dora:geheim@evil.example/", "", None, {"a": 1}, "x"])
def test_an_address_that_no_browser_should_open_is_not_offered(link: Any, room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    (post,) = site.posts.values()
    post |= {"status": "publish", "link": link}
    assert room.push().url == f"{site.relay.url}wp-admin/post.php?post=7&action=edit"
    post["link"] = "https://blog.example/tipps"
    assert room.push().url == "https://blog.example/tipps"
