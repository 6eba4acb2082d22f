"""A web server on loopback that records every request.

It answers by itself or by asking another.

with Relay(upstream=site.url) as relay:        # everything is passed on
    relay.after = lambda seen: Said(504, b"…")  # what is said in place of the other's answer, which was heard
    relay.before = lambda seen: Said(429, …)    # what is said without asking the other
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Seen:
    """One request as it came in; header names in lower case."""

    method: str
    path: str
    fields: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """An answer. `cut` closes the connection without one."""

    status: int = 200
    body: bytes = b""
    fields: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json; charset=UTF-8"})
    cut: bool = False


Answerer = Callable[[Seen], "Said | None"]


class Relay:
    """Listens on a free port of `host` from the moment it is entered."""

    def __init__(self, upstream: str = "", host: str = "127.0.0.1") -> None:
        self.upstream = upstream
        self.seen: list[Seen] = []
        self.before: Answerer = lambda _: None
        self.after: Answerer = lambda _: None
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                fields = {name.lower(): value for name, value in self.headers.items()}
                seen = Seen(self.command, self.path, fields, self.rfile.read(length))
                relay.seen.append(seen)
                said = relay.before(seen) or relay._passed_on(seen)
                self.write(relay.after(seen) or said)

            def write(self, said: Said) -> None:
                self.close_connection = True
                if said.cut:
                    return
                self.send_response(said.status)
                for name, value in said.fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said.body)

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - the library's names

            def log_message(self, *arguments: Any) -> None:
                """Nothing to be told on the error channel."""

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/"

    @property
    def told(self) -> list[str]:
        """What was asked, without the query's particulars: "GET /wp/v2/posts"."""
        return [
            f"{seen.method} {seen.path.partition('rest_route=')[2].partition('&')[0] or seen.path}"
            for seen in self.seen
        ]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _passed_on(self, seen: Seen) -> Said:
        if not self.upstream:
            return Said(404, b"<html>nothing here</html>", {"Content-Type": "text/html"})
        parts = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            fields = {
                name: value for name, value in seen.fields.items() if name not in ("connection", "content-length")
            }
            connection.request(seen.method, seen.path, seen.body or None, fields)
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() in _PASSED}
            return Said(answer.status, answer.read(), kept)
        finally:
            connection.close()


_PASSED = frozenset({"content-type", "location", "link", "www-authenticate", "retry-after", "content-encoding"})
