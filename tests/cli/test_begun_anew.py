"""Damage in what refreshing keeps for itself does not stop cron: it is told in a sentence, and the run goes on."""

from __future__ import annotations

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.cli.test_processes import entry_urls
from tests.cli.test_refresh_storms import subscribe
from tests.feedserver import FeedServer


@pytest.fixture
def fetched(digest: Digest, feed_server: FeedServer) -> Digest:
    """A library with three feeds that were asked."""
    bodies = [rss(f"Beitrag {feed}", site=f"https://blog{feed}.example") for feed in range(3)]
    subscribe(digest, [feed_server.serve(f"/{feed}.xml", body) for feed, body in enumerate(bodies)])
    digest.ok("fetch")
    return digest


@pytest.mark.parametrize("data", [b"", b"{", b'{"format": 1, "states": {"x": {"next_check": 7}}}'])
def test_a_damaged_state_of_the_feeds_is_begun_anew_by_the_next_fetch(fetched: Digest, data: bytes) -> None:
    (fetched.library / "fetch.json").write_bytes(data)
    ran = fetched.ok("fetch", "--json")
    report = ran.data
    assert ran.err == ""
    assert report["feeds"]["total"] - report["feeds"]["skipped"] == 3
    assert report["entries"] == {"new": 0, "updated": 0}
    [sentence] = report["begun_anew"]
    assert "fetch.json is damaged" in sentence
    assert sentence.endswith("All feeds are asked anew.")
    assert fetched.ok("fetch", "--json").data["begun_anew"] == []


def test_damaged_memories_are_made_anew_and_nothing_comes_twice(fetched: Digest) -> None:
    before = entry_urls(fetched)
    for name in ("fetch.json", *(f"seen/{path.name}" for path in (fetched.library / "seen").glob("*.json"))):
        (fetched.library / name).write_bytes(b"{")
    ran = fetched.ok("fetch")
    assert "0 new entries" in ran.out
    assert ran.err.count("set aside") == 4
    assert ran.err.count("It was made anew from the entries.") == 3
    assert entry_urls(fetched) == before
