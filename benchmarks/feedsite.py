"""The web that `refresh.py` benchmarks against: many hosts of 127/8, real waiting times.

    python benchmarks/feedsite.py FEEDS [SLOWNESS]

Each feed waits as long as its plan says, SLOWNESS (1) times over. Prints its port, then listens until its input ends.
`GET /turn/N?resend=0` moves every feed on to turn N; with `resend=1` conditional requests are not understood and
everything is sent again. Bodies are packed once, before anybody asks.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import sys
from dataclasses import dataclass

from synthetic import Plan, body, plan


@dataclass(frozen=True)
class Page:
    """One feed of one turn, ready to be sent."""

    plan: Plan
    etag: str
    plain: bytes
    packed: bytes


class FeedSite:
    """Every feed of one turn."""

    def __init__(self, count: int, slowness: float) -> None:
        self._count = count
        self._slowness = slowness
        self._resend = False
        self._pages: dict[str, Page] = {}
        self.turn(0, resend=False)

    def turn(self, number: int, *, resend: bool) -> None:
        self._resend = resend
        for feed in map(plan, range(self._count)):
            plain = body(feed.number, number)
            etag = f'"{hashlib.blake2b(plain, digest_size=8).hexdigest()}"'
            known = self._pages.get(feed.path)
            if known is None or known.etag != etag:
                self._pages[feed.path] = Page(feed, etag, plain, gzip.compress(plain, 6, mtime=0))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes over one connection, one request after the other."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path, headers = _read(head)
                if path.startswith("/turn/"):
                    number, _, query = path.removeprefix("/turn/").partition("?")
                    self.turn(int(number), resend=query == "resend=1")
                    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
                else:
                    page = self._pages[path]
                    await asyncio.sleep(page.plan.latency * self._slowness)
                    writer.write(self._answer(page, headers))
                await writer.drain()
                if headers.get("connection", "").lower() == "close":
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client is done
        finally:
            writer.close()

    def _answer(self, page: Page, headers: dict[str, str]) -> bytes:
        validators = "" if page.plan.bare else f"ETag: {page.etag}\r\n"
        if not page.plan.bare and not self._resend and headers.get("if-none-match") == page.etag:
            return f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode()
        packs = "gzip" in headers.get("accept-encoding", "")
        content = page.packed if packs else page.plain
        packing = "Content-Encoding: gzip\r\n" if packs else ""
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/xml; charset=utf-8\r\n{validators}{packing}"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


def _read(head: bytes) -> tuple[str, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines[1:])
    return lines[0].split(" ")[1], {name.strip().lower(): value.strip() for name, _, value in fields if name}


async def main(count: int, slowness: float) -> None:
    site = FeedSite(count, slowness)
    server = await asyncio.start_server(site.serve, "0.0.0.0", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until whoever started us is gone
    server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1.0))
