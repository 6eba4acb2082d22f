"""The least time in which a server answers all feeds: bare conditional requests.

    python benchmarks/floor.py ADDRESSES.txt CONNECTIONS

What `refresh.py` compares a refresh of unchanged feeds with: asyncio's transports, a connection a request, one request
to a host and so many in all at a time, hosts with several feeds first, and no more of HTTP than an answer's length and
ETag. The ETags are read from ADDRESSES.txt.etags, or learned and written there.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)


class Answer(asyncio.Protocol):
    """One answer, counted to its end and thrown away; `etag` is its ETag."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._left: int | None = None
        self._head = b""
        self.etag = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._left is None:
            self._head += data
            head, end, data = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            length, etag = _LENGTH.search(head), _ETAG.search(head)
            self._left = int(length[1]) if length else 0
            self.etag = etag[1] if etag else b""
        self._left -= len(data)
        if self._left <= 0 and not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("an answer broke off"))


async def ask_all(urls: list[str], connections: int, etags: dict[str, bytes]) -> dict[str, bytes]:
    """Ask for every address; returns the ETags."""
    places = asyncio.Semaphore(connections)
    hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
    feeds = Counter(urlsplit(url).netloc for url in urls)

    async def ask(url: str) -> bytes:
        parts = urlsplit(url)
        condition = b"If-None-Match: %s\r\n" % etags[url] if etags.get(url) else b""
        head = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\n".encode()
        async with hosts[parts.netloc], places:
            loop = asyncio.get_running_loop()
            transport, answer = await loop.create_connection(
                lambda: Answer(head + condition + b"\r\n"), parts.hostname, parts.port
            )
            await answer.done
            transport.abort()
            return answer.etag

    urls = sorted(urls, key=lambda url: -feeds[urlsplit(url).netloc])
    return dict(zip(urls, await asyncio.gather(*map(ask, urls)), strict=True))


async def main(addresses: Path, connections: int) -> None:
    urls, kept = addresses.read_text().split(), addresses.with_name(addresses.name + ".etags")
    known = json.loads(kept.read_text()) if kept.exists() else {}
    found = await ask_all(urls, connections, {url: etag.encode("latin-1") for url, etag in known.items()})
    if not known:
        kept.write_text(json.dumps({url: etag.decode("latin-1") for url, etag in found.items()}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
