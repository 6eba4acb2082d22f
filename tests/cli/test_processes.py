"""Several processes on one library, killed and interrupted, as cron and people do it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer, Reply


def start(digest: Digest, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "digest", *arguments],
        env=digest.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def hang_up_is(answer: signal.Handlers) -> Iterator[None]:
    """What is started meanwhile takes over this answer to a terminal that closes."""
    former = signal.signal(signal.SIGHUP, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, former)


@pytest.fixture
def held(digest: Digest, feed_server: FeedServer) -> threading.Event:
    """Twenty feeds are subscribed.

    The first ten answer at once, the others when the event is set.
    """
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1,localhost"
    release = threading.Event()
    outlines = []
    for number in range(20):
        body = rss(*(f"Beitrag {number}.{entry}" for entry in range(5)), site=f"https://blog{number}.example")
        reply = Reply(body=body, hold=release) if number >= 10 else Reply(body=body, headers={"ETag": '"x"'})
        url = feed_server.script(f"/{number}.xml", reply)
        outlines.append(f'<outline text="{number}" xmlUrl="{url}"/>')
    digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>')
    return release


def entry_urls(digest: Digest) -> list[str]:
    return sorted(entry["url"] for entry in digest.ok("entries", "--limit", 0, "--json").data)


def test_a_second_fetch_ends_at_once_with_4(digest: Digest, feed_server: FeedServer, held: threading.Event) -> None:
    first = start(digest, "fetch")
    feed_server.wait_for(11)
    second = digest("fetch")
    assert second.code == 4
    assert len(second.err.splitlines()) <= 2
    held.set()
    assert first.wait(60) == 0
    first.communicate()
    assert len(entry_urls(digest)) == 100


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_fetch_keeps_what_was_finished(
    digest: Digest, feed_server: FeedServer, held: threading.Event, number: signal.Signals
) -> None:
    with hang_up_is(signal.SIG_DFL):  # these tests may run under nohup themselves
        first = start(digest, "fetch", "--json", "--verbose")
    assert first.stderr is not None
    for _ in range(10):
        assert "5 new entries" in first.stderr.readline()
    first.send_signal(number)
    out, err = first.communicate(timeout=60)
    assert first.returncode == 130, err
    report = json.loads(out)
    assert report["feeds"] == {
        "total": 20, "fetched": 10, "not_modified": 0, "unchanged": 0, "failed": 0, "skipped": 10,
    }  # fmt: skip
    assert len(entry_urls(digest)) == report["entries"]["new"] == 50
    held.set()
    assert digest.ok("fetch", "--json").data["entries"]["new"] == 50
    assert len(set(entry_urls(digest))) == len(entry_urls(digest)) == 100


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "page", [Reply(silent=True), Reply(body=b"<p>Lage</p>" * 99, drip=True)], ids=["silent", "drip"]
)
def test_an_interruption_while_whole_texts_are_fetched_keeps_what_has_come(
    digest: Digest, feed_server: FeedServer, number: signal.Signals, page: Reply
) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1,localhost"
    feed = feed_server.serve("/feed.xml", rss("Eins", "Zwei", "Drei", site=feed_server.url("/seite")))
    digest.ok("feeds", "add", feed, "--unchecked")
    digest.ok("rules", "add", "--feed", feed, "--action", "fulltext")
    text = "<p>Wer in der Krise schweigt, überlässt anderen das Wort, und zwar für lange Zeit.</p>" * 8
    whole = f"<html><head><title>Lage</title></head><body><article>{text}</article></body></html>".encode()
    pages = iter([Reply(body=whole, headers={"Content-Type": "text/html"})])
    feed_server.answer("*", lambda _: next(pages, page))
    fetching = start(digest, "fetch")
    feed_server.wait_for(3)  # the feed, two pages
    fetching.send_signal(number)
    out, err = fetching.communicate(timeout=20)  # a page may take 30 seconds
    assert fetching.returncode == 130, err
    assert "3 new entries" in out
    assert "1 whole text" in out
    assert "gave no text" not in out
    assert "interrupted" in out
    assert len(entry_urls(digest)) == 3
    assert digest("fetch").code == 0


def test_a_fetch_under_nohup_goes_on_when_the_terminal_closes(
    digest: Digest, feed_server: FeedServer, held: threading.Event
) -> None:
    with hang_up_is(signal.SIG_IGN):
        fetching = start(digest, "fetch")
    feed_server.wait_for(11)
    fetching.send_signal(signal.SIGHUP)
    held.set()
    _, err = fetching.communicate(timeout=60)
    assert fetching.returncode == 0, err
    assert len(entry_urls(digest)) == 100


def test_a_killed_fetch_is_completed_by_the_next(
    digest: Digest, feed_server: FeedServer, held: threading.Event
) -> None:
    first = start(digest, "fetch")
    feed_server.wait_for(11)
    first.kill()
    first.communicate()
    held.set()
    digest.ok("fetch")
    assert len(set(entry_urls(digest))) == len(entry_urls(digest)) == 100
    assert not list(digest.library.rglob("*.tmp"))


def test_two_processes_picking_and_commenting_lose_nothing(
    digest: Digest, feed_server: FeedServer, held: threading.Event
) -> None:
    held.set()
    digest.ok("fetch")
    entries = [entry["id"] for entry in digest.ok("entries", "--limit", 0, "--json").data]
    script = (
        "import sys; from digest.cli.main import run\n"
        "for entry in sys.argv[2:]:\n"
        "    assert run(['pick', entry, '-c', 'Krise', '--comment', sys.argv[1] + entry]) == 0\n"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", script, f"Worker {number}: ", *entries[number::2][:15]],
            env=digest.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    for worker in workers:
        _, err = worker.communicate(timeout=100)
        assert worker.returncode == 0, err
    picks = digest.ok("picks", "--json").data
    assert len(picks) == 30
    expected = {f"Worker {number}: {entry}" for number in range(2) for entry in entries[number::2][:15]}
    assert {pick["comment"] for pick in picks} == expected


def test_a_reader_that_goes_away_is_no_error(digest: Digest, held: threading.Event) -> None:
    held.set()
    digest.ok("fetch")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "digest", "entries", "--limit", "0"],
        env=digest.environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_speaks_german_and_english_and_needs_no_library(tmp_path: Path) -> None:
    texts = {}
    for language in ("de_DE.UTF-8", "en_GB.UTF-8"):
        environ = {"LC_ALL": language, "HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "digest", "--help"], env=environ, capture_output=True, text=True, check=True
        )
        texts[language[:2]] = done.stdout
    assert "Usage:" in texts["en"]
    assert "Usage:" not in texts["de"]
    assert not list(tmp_path.iterdir())
