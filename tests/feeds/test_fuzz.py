"""Feeds that chance has broken: no crash, no hang, no flood of memory.

And a worker says what is said here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.domain.health import Failure, FailureKind
from digest.feeds.parse import parse
from digest.feeds.parsed import FEED, ParsedFeed
from digest.isolation.readpool import ReadPool
from tests.cli.feedtexts import rss
from tests.shared import Corpus

URL = "https://feed.example/pfad/rss.xml"
#: More than a worker may take, in MB.
MOST_MEMORY = 300
T = TypeVar("T")

ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://feed.example/"><title>Über</title>'
    '<entry><id>tag:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Größe <b>5</b></div></title>'
    '<link href="a"/><updated>2026-11-20T08:00:00Z</updated><content type="html">&lt;p&gt;Text&lt;/p&gt;</content>'
    "</entry></feed>"
).encode()
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "content_html": "<p>x"}]}'
OWN = [rss("Eins", "Zwei & <b>Drei</b>"), ATOM, JSON]

TOKENS = [
    b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>", b"&a;&a;", b"&#0;", b"&#xFFFF;",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<?xml version='1.0' encoding='utf-16'?>", b"<a:b>", b"xmlns:a='x'",
    b"<script>", b"\x1b]0;x\x07", b"<!--", b"-->", b"{", b"[", b'"', b"</rss>", b"<div>" * 500, b"(" * 3000,
    b"&" * 3000, b"99999999999999999999", b"-1", b"Tue, 99 Foo 2026 25:61:61 +9999", "\u202e\u200b".encode(),
    b"http://[::1", b"javascript:x",
]  # fmt: skip

mutation = st.tuples(
    st.sampled_from(("cut", "drop", "repeat", "insert", "flip", "swap")),
    st.floats(0, 1),
    st.integers(1, 400),
    st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=8),
)


def mutated(body: bytes, mutations: list[tuple[str, float, int, bytes]]) -> bytes:
    """The body after some accidents, each at a place of the whole and of some length."""
    for kind, where, length, token in mutations:
        at = int(where * len(body))
        piece = body[at : at + length]
        match kind:
            case "cut":
                body = body[:at]
            case "drop":
                body = body[:at] + body[at + length :]
            case "repeat":
                body = body[:at] + piece * 20 + body[at:]
            case "insert":
                body = body[:at] + token + body[at:]
            case "flip":
                body = body[:at] + bytes(byte ^ (length & 0xFF) for byte in piece[:4]) + body[at + 4 :]
            case "swap":
                body = body[:at] + piece[::-1] + body[at + length :]
    return body


class Workers:
    """A pool on an event loop of its own, so that a whole test can use the same processes."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._pool = ReadPool(workers=1)
        self._run(self._pool.__aenter__())

    def parse(self, body: bytes) -> ParsedFeed | Failure:
        return self._run(self._pool.read(FEED, body, "", URL))

    def peak(self) -> float:
        """The most that a worker ever had in memory, in MB; 0 where the system does not tell."""
        pages = []
        for worker in self._pool._all:
            status = Path(f"/proc/{worker._process.pid}/status")
            if status.exists():
                line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
                pages.append(int(line.split()[1]) / 1024)
        return max(pages, default=0)

    def close(self) -> None:
        self._run(self._pool.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        done: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(60)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """One process, whatever happens to it."""
    made = Workers()
    yield made
    made.close()


def survives(workers: Workers, body: bytes) -> None:
    """It is read, or said why not, in a process that lives on; and here it reads the same."""
    found = workers.parse(body)
    reason = found.detail.get("reason") if isinstance(found, Failure) and found.kind is FailureKind.PARSER else ""
    assert reason in ("", None), f"{reason}: {body[:300]!r}"
    assert parse(body, {}, URL) == found
    assert workers.peak() < MOST_MEMORY


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.sampled_from(OWN), mutations=st.lists(mutation, min_size=1, max_size=6))
def test_a_small_feed_that_chance_has_broken_is_read_or_refused(
    workers: Workers, body: bytes, mutations: list[tuple[str, float, int, bytes]]
) -> None:
    survives(workers, mutated(body, mutations))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_real_and_hostile_feeds_that_chance_has_broken_are_read_or_refused(corpus: Corpus, workers: Workers) -> None:
    files = [*corpus.files("feeds"), *corpus.files("hostile")]
    bodies = {file.name: file.read_bytes() for file in files if file.suffix != ".gz"}

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(name=st.sampled_from(sorted(bodies)), mutations=st.lists(mutation, min_size=1, max_size=8))
    def broken_by_chance(name: str, mutations: list[tuple[str, float, int, bytes]]) -> None:
        survives(workers, mutated(bodies[name], mutations))

    broken_by_chance()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_whole_corpus_is_read_the_same_inline_and_in_a_process(corpus: Corpus, workers: Workers) -> None:
    for file in (*corpus.files("feeds"), *corpus.files("hostile")):
        if file.suffix != ".gz":
            body = file.read_bytes()
            assert workers.parse(body) == parse(body, {}, URL), file.name
