"""A WordPress as far as the target needs one: refuses what the real one refuses.

The real one is in the slow tests.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.publish.newsroom import Newsroom, toml
from tests.publish.relay import Relay, Said, Seen

USER, PASSWORD = "dora", "abcd EFGH ijkl"
_POST_FIELDS = {"title", "content", "excerpt", "slug", "status", "categories", "tags", "date", "featured_media"}
_STATUSES = {"draft", "pending", "publish", "future", "private"}


def error(status: int, code: str, message: str = "<strong>Fehler</strong>", **data: Any) -> Said:
    """An error as the interface writes it."""
    return Said(status, json.dumps({"code": code, "message": message, "data": {"status": status, **data}}).encode())


class FakeWordPress:
    """Posts and terms in memory; `rules` are asked first, as plugins are."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.posts: dict[int, dict[str, Any]] = {}
        self.terms: dict[str, dict[str, int]] = {"categories": {}, "tags": {}}
        self.rules: list[Callable[[Seen], Said | None]] = []
        self.authentication: Any = {
            "application-passwords": {"endpoints": {"authorization": f"{relay.url}wp-admin/authorize-application.php"}}
        }
        relay.before = self.answer
        self._moment = 0

    def answer(self, seen: Seen) -> Said:
        for rule in self.rules:
            if (said := rule(seen)) is not None:
                return said
        parts = urlsplit(seen.path)
        query = dict(parse_qsl(parts.query))
        route = query.pop("rest_route", "")
        if not route:
            link = f'<{self.relay.url}index.php?rest_route=/>; rel="https://api.w.org/"'
            return Said(200, b"<html>home</html>", {"Content-Type": "text/html; charset=UTF-8", "Link": link})
        if route == "/":
            return _json({"name": "Gedankengang", "authentication": self.authentication})
        if seen.fields.get("authorization", "") != "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode():
            return self._for_guests(seen, route, query)
        body = json.loads(seen.body) if seen.body else {}
        if route == "/wp/v2/users/me":
            may = {"edit_posts": True, "publish_posts": True, "manage_categories": True}
            return _json({"id": 2, "name": "Dora", "roles": ["editor"], "capabilities": may})
        if route == "/batch/v1":
            return self._batch(body)
        if route == "/wp/v2/posts":
            return self._listed(query) if seen.method == "GET" else self._create(body)
        if found := re.fullmatch(r"/wp/v2/posts/(\d+)", route):
            return self._one(seen.method, int(found[1]), body)
        if found := re.fullmatch(r"/wp/v2/(categories|tags)", route):
            return _json([{"id": number, "name": name} for name, number in self.terms[found[1]].items()])
        return error(404, "rest_no_route")

    @staticmethod
    def _for_guests(seen: Seen, route: str, query: dict[str, str]) -> Said:
        if route == "/wp/v2/posts" and seen.method == "GET" and query.get("status"):
            details = {"status": {"code": "rest_forbidden_status"}}
            return error(400, "rest_invalid_param", params={"status": "x"}, details=details)
        codes = {"/wp/v2/users/me": "rest_not_logged_in"}
        return error(401, codes.get(route, "rest_forbidden_context" if seen.method == "GET" else "rest_cannot_create"))

    def _listed(self, query: dict[str, str]) -> Said:
        found = [
            post
            for post in self.posts.values()
            if post["status"] != "trash"
            and query.get("slug") in (None, post["slug"])
            and query.get("search", "") in post["content"]["raw"] + post["title"]["raw"]
        ]
        return _json(found)

    def _create(self, body: dict[str, Any]) -> Said:
        if unknown := sorted(set(body) - _POST_FIELDS):
            return error(400, "rest_invalid_param", params={unknown[0]: "unknown"})
        if body.get("status") not in _STATUSES:
            return error(400, "rest_invalid_param", params={"status": "missing"})
        number = max(self.posts, default=6) + 1
        slug, wanted = body.get("slug", ""), body.get("slug", "")
        for suffix in range(2, 99):
            if slug not in {post["slug"] for post in self.posts.values()}:
                break
            slug = f"{wanted}-{suffix}"
        self.posts[number] = {"id": number, "slug": slug, "link": f"{self.relay.url}?p={number}"}
        return self._changed(number, body, 201)

    def _one(self, method: str, number: int, body: dict[str, Any]) -> Said:
        if number not in self.posts:
            return error(404, "rest_post_invalid_id")
        if method == "GET":
            return _json(self.posts[number])
        if set(body) - _POST_FIELDS or not body:
            return error(400, "rest_invalid_param", params=dict.fromkeys(body, "?"))
        return self._changed(number, body, 200)

    def _changed(self, number: int, body: dict[str, Any], status: int) -> Said:
        post = self.posts[number]
        self._moment += 1
        post["modified_gmt"] = f"2026-11-21T12:{self._moment:02}:00"
        for name in ("title", "content", "excerpt"):
            post[name] = {"raw": body[name]} if name in body else post.get(name, {"raw": ""})
        post |= {name: body[name] for name in ("status", "categories", "tags") if name in body}
        return Said(
            status,
            json.dumps(post).encode(),
            {"Content-Type": "application/json; charset=UTF-8",
             "Location": f"{self.relay.url}index.php?rest_route=/wp/v2/posts/{number}"},
        )  # fmt: skip

    def _batch(self, body: dict[str, Any]) -> Said:
        responses = []
        for one in body["requests"]:
            terms, name = self.terms[one["path"].rpartition("/")[2]], one["body"]["name"]
            if name in terms:
                data = {"status": 400, "term_id": terms[name]}
                responses.append({"status": 400, "body": {"code": "term_exists", "data": data}})
            else:
                terms[name] = 100 + sum(map(len, self.terms.values()))
                responses.append({"status": 201, "body": {"id": terms[name]}})
        return Said(207, json.dumps({"responses": responses}).encode())


def room_at(site: FakeWordPress, folder: Path, **more: object) -> Newsroom:
    """A newsroom that pushes there; `more` are settings of the target."""
    settings = {"kind": "wordpress", "url": site.relay.url, "user": USER, "password": PASSWORD, **more}
    return Newsroom(folder, toml(settings))


def _json(data: Any) -> Said:
    return Said(200, json.dumps(data).encode())
