"""Services as their documentation has them, on loopback.

They refuse unknown fields, wrong keys, a dangerous status.
Each keeps its drafts in `made`, newest last; a colleague works on them by `edit` and `delete`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.publish.newsroom import toml

KEY = "geheim-4711"
GHOST_KEY = "64f1c0ffee:" + "ab" * 32


@dataclass
class Call:
    """One request as it came in; field names in lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    fields: Mapping[str, str]
    body: bytes

    @property
    def payload(self) -> Any:
        return json.loads(self.body)


class Refused(Exception):
    """The service's answer to what it does not take."""

    def __init__(self, status: int, body: object = None, **fields: str) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.fields = fields


@dataclass
class Service:
    """`trouble` answers the next requests instead.

    Each is called with the real answer and may raise or drop it.
    """

    url: str = ""
    made: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    trouble: list[Callable[[Call, Callable[[], Any]], Any]] = field(default_factory=list)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    own: ClassVar[dict[str, object]] = {}

    @property
    def settings(self) -> str:
        return toml({"url": self.url, "password": KEY, **self.own})

    def drafts(self) -> list[str]:
        return [json.dumps(draft, ensure_ascii=False) for draft in self.made]

    def edit(self, old: str, new: str) -> None:
        (draft,) = self.made
        text = json.dumps(draft, ensure_ascii=False)
        assert old in text
        draft.update(json.loads(text.replace(old, new)))

    def delete(self) -> None:
        self.made.clear()

    def answer(self, call: Call) -> Any:
        raise NotImplementedError

    def one(self, call: Call, position: int = -1) -> dict[str, Any]:
        """The draft that an address names."""
        wanted = call.path.strip("/").split("/")[position]
        for draft in self.made:
            if str(draft["id"]) == wanted:
                return draft
        raise Refused(404, {"message": "not found"})

    def served(self, call: Call) -> Any:
        self.calls.append(call)
        if self.trouble:
            return self.trouble.pop(0)(call, lambda: self.answer(call))
        return self.answer(call)


class Dropped(Exception):
    """The connection is closed without an answer."""


def only(payload: Any, allowed: set[str], needed: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Refuse unknown and missing fields."""
    if not isinstance(payload, dict) or set(payload) - allowed or needed - set(payload):
        raise Refused(400, {"message": f"fields: {sorted(payload)}"})


def key_is(call: Call, name: str, value: str) -> None:
    if call.fields.get(name.lower()) != value:
        raise Refused(401, {"message": "invalid key", "detail": f"you sent {call.fields.get(name.lower())}"})


class Listmonk(Service):
    own: ClassVar[dict[str, object]] = {"kind": "listmonk", "user": "digest", "lists": ["3"], "campaign_template": 5}
    _FIELDS: ClassVar[set[str]] = {
        "name", "subject", "lists", "type", "content_type", "body", "altbody", "tags", "template_id", "from_email",
        "messenger", "send_at", "headers",
    }  # fmt: skip

    def answer(self, call: Call) -> Any:
        key_is(call, "Authorization", f"token digest:{KEY}")
        if call.path == "/api/lists":
            return {"data": {"results": [{"id": 3, "name": "Testlesende"}]}}
        if call.path == "/api/campaigns" and call.method == "GET":
            return {"data": {"results": list(reversed(self.made))}}
        if call.method == "GET":
            return {"data": self.one(call)}
        assert call.path.endswith("/campaigns") or call.path.split("/")[-2] == "campaigns", "nothing is started"
        only(call.payload, self._FIELDS, {"name", "subject", "lists", "type", "content_type", "body"})
        if not call.payload["lists"] or "{{" in call.payload["body"].replace("{{ UnsubscribeURL }}", ""):
            raise Refused(400, {"message": "template: unexpected"})
        fields = {name: value for name, value in call.payload.items() if name != "lists"}
        fields["lists"] = [{"id": number, "name": "x"} for number in call.payload["lists"]]
        if call.method == "POST":
            self.made.append({"id": len(self.calls), "status": "draft", "updated_at": "t0", **fields})
            return {"data": self.made[-1]}
        draft = self.one(call)
        if draft["status"] != "draft":
            raise Refused(400, {"message": "cannot update a running campaign"})
        draft.update(fields, updated_at=f"t{len(self.calls)}")
        return {"data": draft}


class Mailchimp(Service):
    own: ClassVar[dict[str, object]] = {"kind": "mailchimp", "audience": "a1b2c3", "from_name": "Jördis Althaus"}

    def answer(self, call: Call) -> Any:
        key_is(call, "Authorization", "Basic " + base64.b64encode(f"digest:{KEY}".encode()).decode())
        if call.path == "/3.0/lists/a1b2c3":
            return {"name": "Lesetipps", "stats": {"member_count": 12}}
        if call.path == "/3.0/campaigns" and call.method == "GET":
            return {"campaigns": [_without(draft, "content") for draft in reversed(self.made)]}
        if call.path.endswith("/content"):
            draft = self.one(call, -2)
            if call.method == "PUT":
                only(call.payload, {"html", "plain_text"}, {"html"})
                assert "*|" not in call.payload["html"].replace("*|UNSUB|*", "")
                draft["content"] = dict(call.payload)
            return draft["content"]
        if call.method == "GET":
            return _without(self.one(call), "content")
        if call.method == "PATCH":
            only(call.payload, {"settings"})
            draft = self.one(call)
            if draft["status"] != "save":
                raise Refused(400, {"title": "Bad Request", "detail": "campaign was sent"})
            draft["settings"].update(call.payload["settings"])
            return _without(draft, "content")
        only(call.payload, {"type", "recipients", "settings", "tracking"}, {"type", "recipients", "settings"})
        only(call.payload["settings"], {"subject_line", "preview_text", "title", "from_name", "reply_to"})
        assert call.payload["tracking"] == {"opens": False, "html_clicks": False, "text_clicks": False}
        draft = {"id": f"c{len(self.calls)}", "web_id": 77, "status": "save", **call.payload, "content": {}}
        self.made.append(draft)
        return _without(draft, "content")


class Keila(Service):
    own: ClassVar[dict[str, object]] = {"kind": "keila", "sender": "ms_1"}
    _FIELDS: ClassVar[set[str]] = {
        "subject", "text_body", "html_body", "preview_text", "settings", "sender_id", "segment_id", "template_id",
        "data",
    }  # fmt: skip

    def answer(self, call: Call) -> Any:
        key_is(call, "Authorization", f"Bearer {KEY}")
        if call.path == "/api/v1/senders":
            return {"data": [{"id": "ms_1", "name": "Redaktion"}]}
        if call.path == "/api/v1/campaigns" and call.method == "GET":
            return {"meta": {"count": len(self.made)}, "data": self.made}
        if call.method == "GET":
            return {"data": self.one(call)}
        only(call.payload, {"data"})
        only(call.payload["data"], self._FIELDS)
        assert "{{" not in call.payload["data"]["html_body"].replace("{{ unsubscribe_link }}", "")
        if call.method == "POST":
            only(call.payload["data"], self._FIELDS, {"subject", "settings"})
            only(call.payload["data"]["settings"], {"type", "do_not_track"}, {"type"})
            self.made.append({"id": f"mc_{len(self.calls)}", "sent_at": None, "scheduled_for": None, "updated_at": "t0",
                              **call.payload["data"]})  # fmt: skip
            return {"data": self.made[-1]}
        assert call.method == "PATCH"
        draft = self.one(call)
        draft.update(call.payload["data"])
        return {"data": draft}


class Buttondown(Service):
    own: ClassVar[dict[str, object]] = {"kind": "buttondown"}
    _FIELDS: ClassVar[set[str]] = {
        "subject", "body", "status", "slug", "description", "canonical_url", "image", "metadata", "secondary_id",
        "filters", "template", "archival_mode", "publish_date",
    }  # fmt: skip

    def answer(self, call: Call) -> Any:
        key_is(call, "Authorization", f"Token {KEY}")
        if call.path == "/v1/accounts/me":
            return {"username": "gedankengang"}
        if call.path == "/v1/emails" and call.method == "GET":
            return {"results": list(reversed(self.made)), "next": None, "count": len(self.made)}
        if call.method == "GET":
            return self.one(call)
        assert call.path.split("/")[-1] not in ("publish", "send-draft")
        only(call.payload, self._FIELDS)
        body = call.payload.get("body", "")
        if body.startswith("---"):
            raise Refused(400, {"code": "body_contains_frontmatter", "detail": "front matter"})
        assert body.startswith("<!-- buttondown-editor-mode: plaintext -->\n")
        assert "{{" not in body
        if call.method == "POST":
            only(call.payload, self._FIELDS, {"subject"})
            # As the real one has it: whoever forgets the field mails everybody.
            assert call.payload.get("status", "about_to_send") == "draft"
            if any(call.payload["slug"] == draft["slug"] for draft in self.made):
                raise Refused(409, {"code": "email_duplicate", "detail": "duplicate"})
            self.made.append({"id": f"em_{len(self.calls)}", "absolute_url": f"{self.url}/archive/x", **call.payload})
            return self.made[-1]
        assert call.method == "PATCH"
        assert "status" not in call.payload
        draft = self.one(call)
        draft.update(call.payload)
        return draft


class Ghost(Service):
    own: ClassVar[dict[str, object]] = {"kind": "ghost", "password": GHOST_KEY, "tags": ["Lesetipps"]}
    _FIELDS: ClassVar[set[str]] = {"title", "html", "status", "tags", "custom_excerpt", "slug", "updated_at"}

    def answer(self, call: Call) -> Any:
        self._is_signed(call)
        path = call.path.removeprefix("/ghost/api/admin")
        if path == "/site/":
            return {"site": {"title": "Gedankengang", "version": "6.65"}}
        if path == "/posts/" and call.method == "GET":
            wanted = call.query.get("filter", [""])[0].removeprefix("tag:hash-")
            return {"posts": [post for post in self.made if not wanted or f"#{wanted}" in post["tags"]]}
        if call.method == "GET":
            return {"posts": [self.one(call)]}
        only(call.payload, {"posts"})
        (post,) = call.payload["posts"]
        only(post, self._FIELDS, {"title"})
        assert call.query["source"] == ["html"]
        assert "newsletter" not in call.query
        made = {name: value for name, value in post.items() if name != "updated_at"}
        # The editor's own format gives the HTML another look: headings get an id.
        made["html"] = made["html"].replace("<h3>", '<h3 id="x">')
        if call.method == "POST":
            assert post["status"] == "draft"
            self.made.append({"id": f"p{len(self.calls)}", "updated_at": "2026-05-01T08:00:00.000Z", **made})
            return {"posts": [self.made[-1]]}
        draft = self.one(call)
        if post.get("updated_at") != draft["updated_at"]:
            raise Refused(409, {"errors": [{"message": "Saving failed!", "type": "UpdateCollisionError"}]})
        draft.update(made, updated_at=f"2026-05-01T08:00:{len(self.calls) % 60:02d}.001Z")
        return {"posts": [draft]}

    def edit(self, old: str, new: str) -> None:
        super().edit(old, new)
        self.made[0]["updated_at"] = "2026-05-02T09:00:00.000Z"

    @staticmethod
    def _is_signed(call: Call) -> None:
        """The token as Ghost reads it (docs.ghost.org, "Token authentication")."""
        scheme, _, token = call.fields.get("authorization", "").partition(" ")
        head, claims, signature = token.split(".")
        key_id, _, key = GHOST_KEY.partition(":")
        signed = hmac.new(bytes.fromhex(key), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        told, said = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, claims))
        is_good = hmac.compare_digest(base64.urlsafe_b64decode(signature + "=="), signed)
        is_short = 0 < said["exp"] - said["iat"] <= 300
        if not (scheme == "Ghost" and is_good and told["kid"] == key_id and told["alg"] == "HS256" and is_short):
            raise Refused(401, {"errors": [{"message": "Invalid token"}]})
        assert said["aud"] == "/admin/"


class Mastodon(Service):
    own: ClassVar[dict[str, object]] = {"kind": "mastodon", "thread": True}

    def answer(self, call: Call) -> Any:
        key_is(call, "Authorization", f"Bearer {KEY}")
        if call.path == "/api/v1/accounts/verify_credentials":
            return {"id": "1", "acct": "dora"}
        if call.path.endswith("/source"):
            return {"id": "x", "text": self.one(call, -2)["text"]}
        if call.method == "GET":
            return self.one(call)
        if call.method == "DELETE":
            gone = self.one(call)
            self.made.remove(gone)
            return gone
        only(call.payload, {"status", "visibility", "language", "in_reply_to_id"}, {"status"})
        assert 0 < len(call.payload["status"]) <= 800
        if call.method == "PUT":
            draft = self.one(call)
            draft["text"] = call.payload["status"]
            return draft
        if (key := call.fields.get("idempotency-key", "")) in self.keys:
            if self.keys[key] not in self.made:  # it looks for the post that it remembers
                raise Refused(404, {"error": "Record not found"})
            return self.keys[key]
        made = {"id": str(len(self.calls)), "url": f"{self.url}/@dora/{len(self.calls)}",
                "text": call.payload["status"], **_without(call.payload, "status")}  # fmt: skip
        self.made.append(made)
        self.keys[key] = made
        return made

    def drafts(self) -> list[str]:
        """A thread is one draft."""
        return ["\n\n".join(post["text"] for post in self.made)] if self.made else []

    def edit(self, old: str, new: str) -> None:
        (post,) = [post for post in self.made if old in post["text"]]
        post["text"] = post["text"].replace(old, new)


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """The service on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve()

        do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the library's hooks

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fields = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.command, parts.path, parse_qs(parts.query), fields, body)
            try:
                status, answer, more = 200, service.served(call), {}
            except Refused as refused:
                status, answer, more = refused.status, refused.body, refused.fields
            except Dropped:
                self.close_connection = True
                return
            except AssertionError as error:
                status, answer, more = 418, {"message": f"assertion: {error}"}, {}
                service.made.append({"id": "assertion", "error": repr(error)})
            sent = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name.replace("_", "-"), value)
            if "Content_Type" not in more:
                self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


#: The services by kind.
SERVICES: Mapping[str, type[Service]] = {
    "listmonk": Listmonk, "mailchimp": Mailchimp, "keila": Keila, "buttondown": Buttondown, "ghost": Ghost,
    "mastodon": Mastodon,
}  # fmt: skip
