"""Without a network a refresh says one sentence, not one for each feed."""

from __future__ import annotations

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer


def nobody_there() -> str:
    """An address at which nothing listens."""
    server = FeedServer("0.0.0.0", name="127.0.0.1")
    server.close()
    return server.url()


def test_offline_is_one_sentence_on_the_command_line_too(digest: Digest) -> None:
    for host in ("127.0.0.1", "127.0.0.2", "127.0.0.3"):
        digest.ok("feeds", "add", "--unchecked", nobody_there().replace("127.0.0.1", host))
    ran = digest("fetch")
    assert ran.code == 1
    assert ran.err == "No feed answered. Is this computer online?\n"
    assert len(digest("fetch", "--force", "--json").data["errors"]) == 3


def test_one_feed_that_answers_lets_the_others_be_told_by_name(digest: Digest, feed_server: FeedServer) -> None:
    digest.ok("feeds", "add", feed_server.serve("/", rss("Da")))
    for host in ("127.0.0.2", "127.0.0.3"):
        digest.ok("feeds", "add", "--unchecked", nobody_there().replace("127.0.0.1", host))
    ran = digest("fetch", "--force")
    assert ran.err.count("refuses the connection") == 2
