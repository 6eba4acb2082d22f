"""Damage in what refreshing keeps for itself does not stop cron.

It is told in a sentence, and the run goes on.
"""

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


@pytest.mark.parametrize("data", [b"no database", b"SQLite format 3\0" + bytes(4080)])
def test_a_damaged_archive_is_begun_anew_by_the_next_fetch(fetched: Digest, data: bytes) -> None:
    before = entry_urls(fetched)
    (fetched.library / "archive.sqlite").write_bytes(data)
    ran = fetched.ok("fetch", "--json")
    report = ran.data
    assert ran.err == ""
    assert report["feeds"]["total"] - report["feeds"]["skipped"] == 3
    [sentence] = report["begun_anew"]
    assert "archive.sqlite is damaged" in sentence
    assert sentence.endswith("All feeds are asked anew.")
    assert entry_urls(fetched) == before
    assert fetched.ok("fetch", "--json").data["begun_anew"] == []


@pytest.mark.parametrize("data", [b"no database", b"SQLite format 3\0" + bytes(4080)])
@pytest.mark.parametrize("words", ["entries", "feeds", "picks", "search Beitrag", "tidy", "suggest", "feeds --broken"])
def test_no_command_stops_at_a_damaged_archive(fetched: Digest, words: str, data: bytes) -> None:
    (fetched.library / "archive.sqlite").write_bytes(data)
    for _ in range(2):
        ran = fetched(*words.split())
        assert ran.code in (0, 3), ran
        assert "nternal error" not in ran.err
    assert ran.code == 0
    assert "damaged" not in ran.err


def test_an_archive_that_is_gone_is_filled_again(fetched: Digest) -> None:
    before = entry_urls(fetched)
    pick = fetched.ok("pick", fetched.ok("entries", "--json").data[0]["id"], "-c", "IK", "--comment", "Bleibt.").word
    (fetched.library / "archive.sqlite").unlink()
    assert "Bleibt." in fetched.ok("picks", "--json").out
    assert pick
    fetched.ok("fetch")
    assert entry_urls(fetched) == before
