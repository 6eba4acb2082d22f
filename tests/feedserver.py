"""A real web server on loopback for tests.

Scripted answers, good and bad, and a record of who asked what.
    server = FeedServer()                              # or the fixture `feed_server`
    url = server.serve("/feed.xml", body=b"<rss>…", etag='"1"')
    server.script("/moody", Reply(status=500), Reply(body=b"…"))    # one after the other, the last one stays
    server.redirect("/old", url, status=301)
    server.requests[0].headers["user-agent"]

No answer sleeps: what has to wait waits for an event (`Reply.hold`), and closing the server ends every wait. A server
that was closed refuses connections: nobody else is given its port meanwhile.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import ssl
import sys
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True)
class Asked:
    """One request as it came in: header names in lower case, values as sent."""

    method: str
    path: str
    headers: Mapping[str, str]
    client: str = ""


@dataclass(frozen=True)
class Reply:
    """One answer. What is not set behaves like a decent server; the rest is for misbehaving.

    `encoding` packs the body ("gzip", "deflate", "br", "zstd") and says so. `length` is the Content-Length to
    claim; -1 claims none (the body ends with the connection). `chunked` sends in chunks; `cut` closes after that
    many bytes of the (packed) body. `hold` waits for the event before the first byte. `silent` never answers,
    `drip` sends the body byte by byte for ever, `endless` repeats these bytes after the body for ever.
    `raw` is sent instead of everything. `conditional` answers 304 to a request with matching validators.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    length: int | None = None
    chunked: bool = False
    cut: int | None = None
    hold: threading.Event | None = None
    silent: bool = False
    drip: bool = False
    endless: bytes = b""
    raw: bytes | None = None
    conditional: bool = False


Answerer = Callable[[Asked], Reply]

#: Port and file descriptor of the servers that were closed last, each still bound: no test beside this one is given it.
_KEPT: deque[tuple[int, int]] = deque()
_MOST_KEPT = 64


class FeedServer:
    """Listens on `host` at `port`, or at a free one, from the moment it is made on.

    `host` is 127.0.0.1, 127.0.0.2, ::1 …
    """

    def __init__(
        self, host: str = "127.0.0.1", *, name: str = "", tls: ssl.SSLContext | None = None, port: int = 0
    ) -> None:
        self.host = host
        self.name = name or host
        self._tls = tls
        self._answers: dict[str, Answerer] = {}
        self._asked: list[Asked] = []
        self._news = threading.Condition()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        if port:
            _give_back(port)
        self._listener = socket.create_server((host, port), family=self._family, backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, name="feed server", daemon=True)
        self._acceptor.start()

    # What it serves

    def url(self, path: str = "/") -> str:
        host = f"[{self.name}]" if ":" in self.name else self.name
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def serve(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/rss+xml; charset=utf-8",
        etag: str = "",
        last_modified: str = "",
        encoding: str = "",
        hold: threading.Event | None = None,
    ) -> str:
        """Answer `path` with this from now on; with validators it also answers 304.

        Returns the address.
        """
        fields = {"Content-Type": content_type} if content_type else {}
        fields |= {"ETag": etag} if etag else {}
        fields |= {"Last-Modified": last_modified} if last_modified else {}
        content = body.encode() if isinstance(body, str) else body
        reply = Reply(
            status=status,
            body=content,
            headers=fields | dict(headers or {}),
            encoding=encoding,
            hold=hold,
            conditional=bool(etag or last_modified),
        )
        return self.script(path, reply)

    def script(self, path: str, *replies: Reply) -> str:
        """Answer `path` with these, one after the other; the last one stays. Returns the address."""
        turn = iter(range(len(replies) - 1))
        return self.answer(path, lambda _: replies[next(turn, len(replies) - 1)])

    def answer(self, path: str, answerer: Answerer) -> str:
        """Let a function decide, request by request. Path "*" answers all that nothing else does."""
        self._answers[path] = answerer
        return self.url("/" if path == "*" else path)

    def redirect(self, path: str, target: str, *, status: int = 302) -> str:
        return self.script(path, Reply(status=status, headers={"Location": target}))

    # What it saw

    @property
    def requests(self) -> list[Asked]:
        """All requests so far, in order."""
        with self._news:
            return list(self._asked)

    def asked(self, path: str) -> list[Asked]:
        """The requests for one path."""
        return [asked for asked in self.requests if asked.path == path]

    def wait_for(self, count: int, seconds: float = 60.0) -> None:
        """Return as soon as `count` requests have come in all; fails the test otherwise."""
        with self._news:
            assert self._news.wait_for(lambda: len(self._asked) >= count, seconds), f"only {len(self._asked)} requests"

    # Life

    def close(self) -> None:
        """Stop listening, end every answer that still waits, close all connections."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._listener.close()
        self._keep_port()
        self._acceptor.join(10)
        with self._news:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Inside

    def _keep_port(self) -> None:
        """A port that is bound, and at which nobody listens, refuses every connection."""
        kept = socket.socket(self._family)
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # its own last connections may still be ending
        with contextlib.suppress(OSError):
            kept.bind((self.host, self.port))
        _KEPT.append((self.port, kept.detach()))
        if len(_KEPT) > _MOST_KEPT:
            os.close(_KEPT.popleft()[1])

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, peer = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._handle, args=(connection, peer[0]), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _handle(self, connection: socket.socket, client: str) -> None:
        with self._news:
            self._open.add(connection)
        # The client going away, or refusing our certificate, is the point of many a test.
        with contextlib.suppress(OSError), connection:
            stream = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with stream:
                asked = _read_request(stream, client)
                if asked:
                    self._answer(stream, asked)
        with self._news:
            self._open.discard(connection)

    def _answer(self, stream: socket.socket, asked: Asked) -> None:
        with self._news:
            self._asked.append(asked)
            self._news.notify_all()
        answerer = self._answers.get(asked.path) or self._answers.get("*") or (lambda _: Reply(404, b"nothing"))
        self._send(stream, answerer(asked), asked)

    def _send(self, stream: socket.socket, reply: Reply, asked: Asked) -> None:
        while reply.hold and not reply.hold.wait(0.02) and not self._closing.is_set():
            pass
        if reply.silent:
            self._closing.wait()
            return
        if reply.raw is not None:
            stream.sendall(reply.raw)
            return
        if reply.conditional and _unchanged(reply, asked):
            reply = Reply(304, headers={name: value for name, value in reply.headers.items() if name != "Content-Type"})
        for piece in _pieces(reply):
            if reply.drip:
                for byte in piece:
                    stream.sendall(bytes([byte]))
                    self._closing.wait(0.01)
            else:
                stream.sendall(piece)
        while (reply.endless or reply.drip) and not self._closing.is_set():
            stream.sendall(reply.endless or b" ")
            if reply.drip:
                self._closing.wait(0.01)


def _give_back(port: int) -> None:
    for kept in [kept for kept in _KEPT if kept[0] == port]:
        _KEPT.remove(kept)
        os.close(kept[1])


def packed(body: bytes, encoding: str) -> bytes:
    """`body` in a content coding of HTTP; an unknown one leaves it as it is."""
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": lambda data: gzip.compress(data, mtime=0),
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstd.compress,
    }
    return packers.get(encoding, bytes)(body)


def _read_request(stream: socket.socket, client: str) -> Asked | None:
    received = b""
    while b"\r\n\r\n" not in received:
        more = stream.recv(65536)
        if not more:
            return None
        received += more
    lines = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return Asked(method, path, headers, client)


def _unchanged(reply: Reply, asked: Asked) -> bool:
    """RFC 9110 13.1: If-None-Match goes before If-Modified-Since."""
    if "if-none-match" in asked.headers:
        return asked.headers["if-none-match"] == reply.headers.get("ETag")
    since = asked.headers.get("if-modified-since")
    return since is not None and since == reply.headers.get("Last-Modified")


def _pieces(reply: Reply) -> Iterator[bytes]:
    body = packed(reply.body, reply.encoding) if reply.encoding else reply.body
    fields: dict[str, str] = {"Connection": "close"}
    if reply.encoding:
        fields["Content-Encoding"] = reply.encoding
    if reply.chunked:
        fields["Transfer-Encoding"] = "chunked"
    elif reply.length is None and not (reply.endless or reply.drip) and reply.status != 304:
        fields["Content-Length"] = str(len(body))
    elif reply.length is not None and reply.length >= 0:
        fields["Content-Length"] = str(reply.length)
    fields |= dict(reply.headers)
    head = [f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Unknown')}"]
    head += [f"{name}: {value}" for name, value in fields.items()]
    yield ("\r\n".join(head) + "\r\n\r\n").encode("latin-1")
    if reply.cut is not None:
        body = body[: reply.cut]
    if not reply.chunked:
        yield body
        return
    yield from _chunks(body)
    if reply.cut is None:
        yield b"0\r\n\r\n"


def _chunks(body: bytes, size: int = 1000) -> Iterable[bytes]:
    for start in range(0, len(body), size):
        piece = body[start : start + size]
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
