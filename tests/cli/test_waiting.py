"""When each feed is asked next, and who keeps it waiting.

Told by `digest feeds` and by a `digest fetch` in vain.
"""

from __future__ import annotations

from tests.cli.feedtexts import rss
from tests.cli.running import Digest
from tests.feedserver import FeedServer, Reply


def test_the_whole_host_waits_and_a_named_feed_says_until_when_and_why(digest: Digest, feed_server: FeedServer) -> None:
    asked_away = Reply(status=429, headers={"Retry-After": "7200"})
    busy = feed_server.script("/viel.xml", Reply(body=rss("A")), Reply(body=rss("A")), asked_away)
    first = digest.ok("feeds", "add", busy, "--title", "Viel").word
    second = digest.ok("feeds", "add", feed_server.serve("/still.xml", body=rss("B")), "--title", "Still").word
    with FeedServer("127.0.0.2") as other:
        digest.ok("feeds", "add", other.serve("/c.xml", body=rss("C")), "--title", "Anderswo")
        digest("fetch", first)
        before = len(feed_server.requests)
        for feed, title in ((first, "Viel"), (second, "Still")):
            ran = digest.ok("fetch", feed)
            assert f"127.0.0.1 has asked us to wait until 2026-11-21 10:00; not asked before: {title}." in ran.err
        forced = digest.ok("fetch", "--force")
        assert "not asked before: Still, Viel." in forced.err or "not asked before: Viel, Still." in forced.err
        assert "Anderswo" not in forced.err
        data = digest.ok("fetch", "--force", "--json").data
        assert data["waiting"][0]["until"] == "2026-11-21T10:00:00Z"
        assert (data["feeds"]["skipped"], data["feeds"]["unchanged"]) == (2, 1)
        assert len(feed_server.requests) == before
    assert digest.ok("fetch").err == ""  # nobody has asked for these: nothing to explain
    digest.now = "2026-11-21T10:00:01+00:00"
    assert digest.ok("fetch", second).err == ""
    assert len(feed_server.requests) == before + 1


def test_feeds_tells_when_each_is_due_and_why(digest: Digest, feed_server: FeedServer) -> None:
    skipping = rss("D").replace(b"<language>", b"<skipHours><hour>8</hour></skipHours><language>")
    slow = rss("E").replace(b"<language>", b"<ttl>120</ttl><language>")
    replies = {
        "minimum": Reply(body=rss("A")),
        "max-age": Reply(body=rss("B"), headers={"Cache-Control": "max-age=3600"}),
        "expires": Reply(body=rss("C"), headers={"Expires": "Sat, 21 Nov 2026 09:30:00 GMT"}),
        "skip": Reply(body=skipping),
        "ttl": Reply(body=slow),
        "gone": Reply(status=410),
        "error": Reply(status=500),
    }
    for name, reply in replies.items():
        digest.ok("feeds", "add", feed_server.script(f"/{name}", reply), "--unchecked", "--title", name)
    with FeedServer("127.0.0.2") as busy:  # its wish binds the whole host
        reply = Reply(status=503, headers={"Retry-After": "Sat, 21 Nov 2026 11:00:00 GMT"})
        digest.ok("feeds", "add", busy.script("/retry-after", reply), "--unchecked", "--title", "retry-after")
        digest("fetch")
    rows = {row["title"]: row for row in digest.ok("feeds", "--json").data}
    assert {title: row["next_reason"] for title, row in rows.items()} == {name: name for name in rows}
    due = {title: row["next_check"].partition("T")[2] for title, row in rows.items() if title != "gone"}
    assert due == {
        "minimum": "08:15:00Z", "max-age": "09:00:00Z", "expires": "09:30:00Z", "skip": "09:00:00Z",
        "ttl": "10:00:00Z", "error": "08:15:00Z", "retry-after": "11:00:00Z",
    }  # fmt: skip
    told = digest.ok("feeds").out
    for row in rows.values():
        assert row["next_reason_text"] in told
