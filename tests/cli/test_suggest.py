"""`digest suggest` on a library with a past."""

from __future__ import annotations

import pytest

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer


@pytest.fixture
def experienced(digest: Digest, feed_server: FeedServer) -> Digest:
    """Twenty-four imported picks under two categories, and two new entries."""
    picks = [
        ("Krise | Rückruf und Shitstorm, Fall {n}", "Wie man sich entschuldigt, wenn es brennt."),
        ("IK | Intranet und Betriebsrat, Teil {n}", "Die Belegschaft liest mit."),
    ]
    lines = [f"{head.format(n=n)}\n{comment}\n" for n in range(12) for head, comment in picks]
    old = "\n".join(["24 Lesetipps aus dem März 2020\n", *lines])
    assert digest.ok("edition", "import", "-", "--json", stdin=old).data[0]["picks"] == 24
    body = rss("Der Shitstorm nach dem Rückruf", "Zimtschnecken backen")
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=body))
    for entry in digest.ok("entries", "--json").data:
        assert entry["pick"] is None
    return digest


def test_an_entry_gets_a_category_with_the_reason(experienced: Digest) -> None:
    entry = next(row for row in experienced.ok("entries", "--json").data if "Shitstorm" in row["title"])
    ran = experienced.ok("suggest", entry["id"])
    assert "Krise: " in ran.out.splitlines()[0]
    assert "Shitstorm" in ran.out.splitlines()[0]
    assert experienced.ok("suggest", entry["id"], "--json").data[0]["category"] == "Krise"
    assert experienced.ok("entries", "--json").data[0]["pick"] is None, "nothing is applied"


def test_the_hit_rate_stands_beside_the_easy_guesses(experienced: Digest) -> None:
    rate = experienced.ok("suggest", "--evaluate", "--json").data
    assert (rate["picks"], rate["top1"], rate["preset"]) == (24, 1.0, 0.0)
    assert "at random" in experienced.ok("suggest", "--evaluate").out


def test_a_young_library_says_why_it_is_silent(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=rss("Rückruf")))
    ran = digest.ok("suggest", digest.ok("entries", "--json").data[0]["id"])
    assert (ran.out, "Too little to learn from: 0 of 20" in ran.err) == ("", True)
