"""A refresh that is killed, cut off, held up or short of time loses nothing and ends."""

from __future__ import annotations

import json
import random
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.cli.test_processes import entry_urls, start
from tests.feedserver import Asked, FeedServer, Reply

FEEDS = 12


def subscribe(digest: Digest, urls: list[str]) -> None:
    digest.environ["DIGEST_ALLOW_HOSTS"] = "127.0.0.1,127.0.0.2"
    outlines = "".join(f"<outline text={quoteattr(url)} xmlUrl={quoteattr(url)}/>" for url in urls)
    digest.ok("opml", "import", "-", stdin=f'<opml version="2.0"><body>{outlines}</body></opml>')


def body(feed: int, turn: int) -> bytes:
    """A feed with an entry for each turn so far, the newest on top."""
    return rss(*(f"Beitrag {feed}.{number}" for number in range(turn, -1, -1)), site=f"https://blog{feed}.example")


class Growing:
    """Feeds that have one entry more each turn; their ETag is the turn."""

    def __init__(self, server: FeedServer) -> None:
        self.turn = 0
        self.urls = [server.answer(f"/{feed}.xml", self._answerer(feed)) for feed in range(FEEDS)]

    def _answerer(self, feed: int) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            turn = self.turn
            return Reply(body=body(feed, turn), headers={"ETag": f'"{turn}"'}, conditional=True)

        return answer


def nothing_is_promised_that_is_not_there(library: Path) -> None:
    """No file is half, and a feed with the validator of a turn has all entries up to it."""
    for path in library.rglob("*.json"):
        json.loads(path.read_bytes())
    entries = [
        entry
        for month in (library / "entries").glob("*.json")
        for entry in json.loads(month.read_bytes())["entries"].values()
    ]
    fetched = library / "fetch.json"
    states = json.loads(fetched.read_bytes())["states"] if fetched.exists() else {}
    for feed_id, state in states.items():
        if state.get("etag"):
            promised = int(state["etag"].strip('"')) + 1
            assert len({entry["guid"] for entry in entries if entry["feed_id"] == feed_id}) >= promised


@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_killed_at_any_moment_a_fetch_promises_nothing_that_it_has_not_kept(
    digest: Digest, feed_server: FeedServer, rounds: int
) -> None:
    growing = Growing(feed_server)
    subscribe(digest, growing.urls)
    chance = random.Random(20261121)  # the same moments in every run, as far as the machine lets us
    killed = 0
    for turn in range(rounds):
        growing.turn = turn
        process = start(digest, "fetch", "--force", "--quiet")
        try:
            process.communicate(timeout=chance.uniform(0.25, 1.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            killed += 1
        nothing_is_promised_that_is_not_there(digest.library)
    digest.ok("fetch", "--force")
    expected = {f"Beitrag {feed}.{turn}" for feed in range(FEEDS) for turn in range(rounds)}
    titles = [entry["title"] for entry in digest.ok("entries", "--limit", 0, "--json").data]
    assert len(titles) == len(set(titles))
    assert set(titles) == expected
    assert len(digest.ok("feeds", "--json").data) == FEEDS
    digest.ok("doctor")
    assert not list(digest.library.rglob("*.tmp"))


def test_a_network_that_goes_away_loses_nothing_and_the_next_run_repairs_all(digest: Digest) -> None:
    server = FeedServer()
    release = threading.Event()
    bodies = {f"/{number}.xml": body(number, 1) for number in range(FEEDS)}
    urls = [
        server.script(path, Reply(body=text, headers={"ETag": '"1"'}, hold=release if number >= FEEDS // 2 else None))
        for number, (path, text) in enumerate(bodies.items())
    ]
    subscribe(digest, urls)
    process = start(digest, "fetch", "--json")
    server.wait_for(FEEDS // 2 + 1)  # one host, so the first that is held is under way
    server.close()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    counts = json.loads(out)["feeds"]
    assert (counts["fetched"], counts["failed"]) == (FEEDS // 2, FEEDS // 2)
    nothing_is_promised_that_is_not_there(digest.library)
    with FeedServer(port=server.port) as again:
        for path, text in bodies.items():
            again.serve(path, body=text, etag='"1"')
        digest.ok("fetch", "--force")
    urls_read = entry_urls(digest)
    assert len(urls_read) == len(set(urls_read)) == 2 * FEEDS
    assert digest.ok("feeds", "--broken", "--json").data == []


@pytest.mark.slow
def test_one_feed_that_drips_holds_up_nobody(digest: Digest, feed_server: FeedServer) -> None:
    with FeedServer("127.0.0.2") as slow:
        dripping = slow.script("/drip.xml", Reply(body=body(99, 50), drip=True))
        urls = [feed_server.serve(f"/{number}.xml", body=body(number, 0)) for number in range(FEEDS)]
        subscribe(digest, [dripping, *urls])
        digest.config.write_text("[network]\nfeed_seconds = 15\n", encoding="utf-8")
        process = start(digest, "fetch", "--verbose", "--quiet")
        assert process.stderr is not None
        told = [process.stderr.readline() for _ in range(FEEDS + 1)]
        process.communicate(timeout=60)
    assert all("1 new entry" in line for line in told[:-1])
    assert "did not finish its answer within 15 seconds" in told[-1]
    assert len(entry_urls(digest)) == FEEDS


@pytest.mark.slow
def test_a_whole_run_ends_when_its_time_is_over_and_begins_with_the_rest_next_time(
    digest: Digest, feed_server: FeedServer
) -> None:
    with FeedServer("127.0.0.2") as silent:
        never = silent.script("/never.xml", Reply(silent=True))
        urls = [feed_server.serve(f"/{number}.xml", body=body(number, 0)) for number in range(3)]
        subscribe(digest, [never, *urls])
        digest.config.write_text("[network]\nfeed_seconds = 600\nrun_seconds = 12\n", encoding="utf-8")
        process = start(digest, "fetch", "--json")
        out, _ = process.communicate(timeout=90)
    assert process.returncode == 1
    assert json.loads(out)["out_of_time"] is True
    counts = json.loads(out)["feeds"]
    assert (counts["fetched"], counts["skipped"], counts["failed"]) == (3, 1, 0)
    assert len(entry_urls(digest)) == 3


def test_addresses_inside_a_feed_are_never_asked(digest: Digest, feed_server: FeedServer) -> None:
    trap = feed_server.url("/trap")
    text = (
        f'<rss version="2.0"><channel><title>Falle</title><link>{trap}</link><image><url>{trap}</url></image>'
        f"<item><title>Eins</title><link>{trap}</link><guid>{trap}</guid><comments>{trap}</comments>"
        f'<enclosure url="{trap}" type="audio/mpeg" length="1"/>'
        f"<description>&lt;img src=&quot;{trap}&quot;&gt;</description></item></channel></rss>"
    )
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=text))
    digest.ok("fetch", "--force")
    assert {asked.path for asked in feed_server.requests} == {"/feed.xml"}
