"""`digest mute` and `digest feeds edit --mute`.

What stays out of the inbox, and how it comes back.
"""

from __future__ import annotations

import pytest

from digest.domain.query import EntryQuery
from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.tui.libraries import CLOCK, interface


def inbox(digest: Digest) -> list[str]:
    """Titles in the inbox of the interface, newest first."""
    library = interface(digest.home, DIGEST_NOW=CLOCK).library
    try:
        return [row.entry.title for row in library.store.entries(EntryQuery(unread=True, muted=False)).rows]
    finally:
        library.close()


def test_words_are_muted_listed_and_let_in_again(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("Großes Gewinnspiel", "Krise", "Adventskalender")))
    assert len(inbox(digest)) == 3
    assert digest.ok("mute", "gewinnspiel", "Advent*").out == ""
    assert digest.ok("mute").out.split() == ["Advent*", "gewinnspiel"]
    assert inbox(digest) == ["Krise"]
    assert digest.ok("mute", "GEWINNSPIEL", "--off", "--json").data == ["Advent*"]
    assert sorted(inbox(digest)) == ["Großes Gewinnspiel", "Krise"]


def test_what_is_muted_already_is_told_and_nothing_written(digest: Digest) -> None:
    digest.ok("mute", "Krise")
    before = (digest.library / "feeds.json").read_bytes()
    assert "Nothing changed." in digest.ok("mute", "krise").err
    assert (digest.library / "feeds.json").read_bytes() == before


@pytest.mark.parametrize("arguments", [("--off",), ("*",), ("",), ("Krise", " * ")])
def test_what_is_no_word_is_refused_and_no_other_word_muted(digest: Digest, arguments: tuple[str, ...]) -> None:
    assert digest("mute", *arguments).code == 2
    assert digest.ok("mute", "--json").data == []


def test_a_feed_is_muted_and_says_so(digest: Digest, feed_server: FeedServer) -> None:
    feed = digest.ok("feeds", "add", feed_server.serve("/a.xml", body=rss("Eins"))).word
    assert [row["muted"] for row in digest.ok("feeds", "--json").data] == [False]
    digest.ok("feeds", "edit", feed, "--mute")
    assert [row["muted"] for row in digest.ok("feeds", "--json").data] == [True]
    assert "muted" in digest.ok("feeds").out
    assert inbox(digest) == []
    assert [entry["title"] for entry in digest.ok("entries", "--json").data] == ["Eins"]
    digest.ok("feeds", "edit", feed, "--unmute")
    assert inbox(digest) == ["Eins"]
