"""Serve the invented blogs over loopback: real HTTP, validators, compression, failures."""

from __future__ import annotations

import gzip
import hashlib
import selectors
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from socketserver import TCPServer
from types import TracebackType
from typing import Self

from digest.demo.content import DemoFeed, demo_feeds
from digest.demo.formats import feed_body, last_change, media_type
from digest.domain.errors import DigestError
from digest.domain.feed import Feed
from digest.domain.message import msg
from digest.domain.system_errors import system_reason

# Seconds that a connection to ourselves may take.
_PATIENCE = 5.0
_LIGHTS_OUT = """<!doctype html>
<html lang="de"><meta charset="utf-8"><title>Nicht gefunden</title>
<h1>Hier brennt kein Licht mehr</h1>
<p>Die Redaktion ist nach Hause gegangen und hat den Feed mitgenommen.</p></html>
"""


@dataclass(frozen=True, slots=True)
class _Answer:
    """The answer of one path. `delay` is in seconds; `zipped` is the gzip body, or None."""

    status: int
    body: bytes
    media_type: str
    delay: float
    location: str = ""
    last_modified: datetime | None = None
    zipped: bytes | None = None

    def etag(self, *, zipped: bool) -> str:
        """A strong validator differs between the two encodings of one body (RFC 9110 §8.8.3.3)."""
        digest = hashlib.blake2b(self.body, digest_size=8).hexdigest()
        return f'"{digest}-gzip"' if zipped else f'"{digest}"'


class DemoServer:
    """Twelve blogs on 127.0.0.1 to 127.0.0.12, or all on the first (macOS).

    `now` is the reference time of all dates. With a `delay` in seconds the feeds answer one after the other, that
    long apart, so that one can watch them come in. Used as a context manager; leaving it frees the ports at once.
    """

    def __init__(self, now: datetime, *, delay: float = 0.0) -> None:
        self._now = now.astimezone(UTC)
        self._delay = delay
        self._listeners: list[_Listener] = []
        self._closing = threading.Event()
        self._wake_up, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._listen, name="demo feeds", daemon=True)
        self._addresses: dict[str, str] = {}

    def __enter__(self) -> Self:
        answers: dict[str, _Answer] = {}
        for number, feed in enumerate(demo_feeds()):
            listener = self._listener(f"127.0.0.{number + 1}", answers)
            base = "http://{}:{}".format(*listener.server_address[:2])
            self._addresses[feed.slug] = base + _path(feed)
            answers |= _answers(feed, base, self._now, self._delay * number)
        self._must_be_reachable()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._wake_up.close()
        self._thread.join()
        self._woken.close()
        for listener in self._listeners:
            listener.server_close()

    @property
    def url(self) -> str:
        """The first address, "http://127.0.0.1:PORT"."""
        return "http://{}:{}".format(*self._listeners[0].server_address[:2])

    @property
    def hosts(self) -> tuple[str, ...]:
        """The loopback addresses in use, for `[network] allow_hosts`."""
        return tuple(str(listener.server_address[0]) for listener in self._listeners)

    def feed_url(self, slug: str) -> str:
        """A feed's subscribed address; the old one for the blog that moved."""
        return self._addresses[slug]

    def feeds(self) -> list[Feed]:
        """All twelve as a curator would have added them by hand, each filed under its category."""
        return [
            Feed(
                id=feed.slug,
                url=self.feed_url(feed.slug),
                title=feed.title,
                site_url=feed.site_url,
                category=feed.folder,
                folder=feed.folder,
                language=feed.language,
                by_hand=True,
            )
            for feed in demo_feeds()
        ]

    def opml(self) -> bytes:
        """All twelve as OPML 2.0, in a folder for each category."""
        by_folder = groupby(demo_feeds(), key=lambda feed: feed.folder)
        folders = "".join(
            f'<outline text="{escape(folder)}">\n{"".join(map(self._outline, feeds))}</outline>\n'
            for folder, feeds in by_folder
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
            f"<head><title>PR-Blogs, die es nicht gibt</title></head>\n<body>\n{folders}</body>\n</opml>\n"
        ).encode()

    def _outline(self, feed: DemoFeed) -> str:
        return (
            f'<outline type="rss" text="{escape(feed.title)}" title="{escape(feed.title)}"'
            f' xmlUrl="{escape(self.feed_url(feed.slug))}" htmlUrl="{escape(feed.site_url)}"'
            f' language="{feed.language}" category="{escape(feed.folder)}"/>\n'
        )

    def _listener(self, host: str, answers: dict[str, _Answer]) -> _Listener:
        try:
            listener = _Listener(host, answers, self._closing)
        except OSError as error:
            if not self._listeners:
                raise _no_loopback(error) from error
            return self._listeners[0]
        self._listeners.append(listener)
        return listener

    def _must_be_reachable(self) -> None:
        """Check that the ports can be reached, which fails if the interface is switched off."""
        try:
            host, port = self._listeners[0].server_address[:2]
            socket.create_connection((str(host), port), timeout=_PATIENCE).close()
        except OSError as error:
            for listener in self._listeners:
                listener.server_close()
            raise _no_loopback(error) from error

    def _listen(self) -> None:
        """One thread waits for all ports and for the end; no polling, so leaving takes no time."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            for listener in self._listeners:
                selector.register(listener, selectors.EVENT_READ, listener)
            while not self._closing.is_set():
                for key, _ in selector.select():
                    if key.data is not None:
                        key.data.handle_request()


def _no_loopback(error: OSError) -> DigestError:
    return DigestError(
        msg(
            "The demo shows its blogs to itself over this computer's loopback interface, and that does not work "
            "here ({reason}).",
            reason=system_reason(error),
        ),
        msg("Switch the interface on (on Linux: ip link set lo up), or try the demo outside of this container."),
    )


class _Listener(ThreadingHTTPServer):
    """One loopback port. Requests in flight end with the program."""

    timeout = 0  # `handle_request` is only called when somebody is waiting

    def __init__(self, host: str, answers: dict[str, _Answer], closing: threading.Event) -> None:
        super().__init__((host, 0), _Handler)
        self.answers = answers
        self.closing = closing

    def server_bind(self) -> None:
        # HTTPServer's own would look up the host's full name, which can take seconds without a resolver.
        TCPServer.server_bind(self)
        host, port = self.server_address[:2]
        self.server_name, self.server_port = str(host), port

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; anything else is a bug and is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    timeout = 10  # seconds for a client that connects and says nothing

    def do_GET(self) -> None:
        answer = self.server.answers.get(self.path.partition("?")[0], _NOT_FOUND)
        self.server.closing.wait(answer.delay)
        zipped = answer.zipped is not None and "gzip" in self.headers.get("Accept-Encoding", "")
        body = answer.zipped if zipped and answer.zipped is not None else answer.body
        status = 304 if self._is_current(answer, answer.etag(zipped=zipped)) else answer.status
        self.send_response(status)
        if answer.last_modified:
            self.send_header("ETag", answer.etag(zipped=zipped))
            self.send_header("Last-Modified", format_datetime(answer.last_modified, usegmt=True))
        if answer.zipped is not None:
            self.send_header("Vary", "Accept-Encoding")
        if answer.location:
            self.send_header("Location", answer.location)
        if status != 304:
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(body)))
            if zipped:
                self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server asks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's signature
        """Silent: standard error belongs to the program."""

    def _is_current(self, answer: _Answer, etag: str) -> bool:
        """RFC 9110 §13.2.2: If-None-Match decides alone if it is sent, then If-Modified-Since."""
        if answer.last_modified is None:
            return False
        if (wanted := self.headers.get("If-None-Match")) is not None:
            return any(each.strip().removeprefix("W/") in (etag, "*") for each in wanted.split(","))
        with suppress(ValueError, TypeError):  # no date, or one without a time zone
            return answer.last_modified <= parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        return False


_NOT_FOUND = _Answer(404, _LIGHTS_OUT.encode(), "text/html; charset=utf-8", 0.0)


def _path(feed: DemoFeed) -> str:
    """The path that subscribers ask for; the blog that moved is at `_home` now."""
    return f"/alt/{feed.slug}.xml" if feed.status == 301 else _home(feed)


def _home(feed: DemoFeed) -> str:
    return f"/{feed.slug}/feed.{'json' if feed.format == 'json' else 'xml'}"


def _answers(feed: DemoFeed, base: str, now: datetime, delay: float) -> dict[str, _Answer]:
    """What the paths of one blog answer."""
    if feed.status == 404:
        return {_path(feed): _Answer(404, _LIGHTS_OUT.encode(), "text/html; charset=utf-8", delay)}
    body = feed_body(feed, now)
    answers = {
        _home(feed): _Answer(
            status=200,
            body=body,
            media_type=media_type(feed),
            delay=0.0 if feed.status == 301 else delay,
            last_modified=last_change(feed, now),
            zipped=gzip.compress(body, mtime=0) if feed.zipped else None,
        )
    }
    if feed.status == 301:
        answers[_path(feed)] = _Answer(301, b"", "text/plain", delay, location=base + _home(feed))
    return answers
