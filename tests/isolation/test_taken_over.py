"""A reading process that somebody has taken over.

It can spoil its own document, and nothing else.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from digest.feeds.parsed import FEED, ParsedFeed
from digest.isolation import readpool
from digest.isolation.plain_data import encode
from digest.isolation.reader import ANSWER, LONGEST_ANSWER, READY, reading_failure
from digest.isolation.readpool import ReadPool
from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer

FEED_ANSWER = encode(ParsedFeed("Titel", "", "de", ()))


def framed(answer: bytes, kind: bytes = b"R") -> bytes:
    return ANSWER.pack(kind, len(answer)) + answer


# os.system("touch …"), as the pickle module would run it.
PICKLE = b"cos\nsystem\n(S'touch /tmp/never'\ntR."
NONSENSE = {
    "a pickle": framed(PICKLE),
    "an unknown kind": framed(FEED_ANSWER, b"X"),
    "no JSON": framed(b"{"),
    "another type": framed(b"[]"),
    "a wrong field": framed(FEED_ANSWER.replace(b'"Titel"', b"7")),
    "a field too many": framed(FEED_ANSWER.replace(b'{"title"', b'{"x":1,"title"')),
    "a time without sense": framed(FEED_ANSWER.replace(b'"every":null', b'"every":1e300')),
    "a failure for a server to say": framed(b'{"kind":"gone","detail":{}}', b"F"),
    "an unknown failure": framed(b'{"kind":"surprise","detail":{}}', b"F"),
    "an answer without end": ANSWER.pack(b"R", LONGEST_ANSWER + 1),
    "a length of all bits": ANSWER.pack(b"R", 2**64 - 1),
    "deeply nested": framed(b"[" * 100_000),
    "an invalid character": framed(FEED_ANSWER.replace(b"Titel", b"\xff")),
}
DIES = {"nothing": b"", "half a head": b"R\0\0", "half an answer": framed(FEED_ANSWER)[:-5]}


def answering(monkeypatch: pytest.MonkeyPatch, answer: bytes, ready: bytes = READY) -> None:
    """Let every worker be a program that gives this answer to whatever it is asked."""
    program = (
        "import sys; out = sys.stdout.buffer\n"
        f"out.write({ready!r}); out.flush(); sys.stdin.buffer.read(1)\n"
        f"out.write({answer!r}); out.flush()"
    )

    async def spawn(seconds: int, module: str, niceness: int) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe, stdout=pipe)

    monkeypatch.setattr(readpool, "_spawn", spawn)


def read(start_seconds: float = 60) -> object:
    async def once() -> object:
        async with ReadPool(workers=1, start_seconds=start_seconds) as pool:
            return await pool.read(FEED, rss("Eins"), "", "https://feed.example/")

    return asyncio.run(once())


def test_a_true_answer_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, framed(FEED_ANSWER))
    assert read() == ParsedFeed("Titel", "", "de", ())


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_the_documents_failure(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    answering(monkeypatch, NONSENSE[name])
    assert read() == reading_failure("nonsense")


@pytest.mark.parametrize("name", DIES)
def test_a_truncated_answer_is_the_documents_failure(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    answering(monkeypatch, DIES[name])
    assert read() == reading_failure("crash")


@pytest.mark.parametrize("ready", [b"", b"digest rea", b"digest raeder\n"])
def test_a_worker_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, ready: bytes) -> None:
    answering(monkeypatch, b"", ready)
    assert read(start_seconds=3) == reading_failure("no start")


def test_an_interpreter_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "away"))
    assert read() == reading_failure("no start")


@pytest.mark.parametrize("name", ["a pickle", "another type", "an answer without end"])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The feed could not be read (the reader answered nonsense)."),
     ("de", "Der Feed ließ sich nicht lesen (das Lesen ergab kein brauchbares Ergebnis).")],
)  # fmt: skip
def test_a_refresh_and_the_library_survive_it(
    digest: Digest, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch, name: str, language: str, said: str
) -> None:
    digest.environ |= {"DIGEST_ALLOW_HOSTS": "127.0.0.1", "LC_ALL": f"{language}_DE.UTF-8"}
    url = feed_server.serve("/feed.xml", rss("Eins"))
    digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body><outline xmlUrl="{url}"/></body></opml>')
    with monkeypatch.context() as patched:
        answering(patched, NONSENSE[name])
        ran = digest("fetch")
        assert (ran.code, said in ran.err) == (1, True), ran.err
    assert digest("fetch", "--force").code == 0
    assert len(digest.ok("entries", "--json").data) == 1
