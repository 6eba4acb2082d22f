"""One page in several feeds is one line of the list; what is merely alike is a hint."""

from __future__ import annotations

from tests.cli.running import Digest
from tests.feedserver import FeedServer


def feed(title: str, *entries: tuple[str, str]) -> str:
    items = "".join(
        f"<item><title>{name}</title><link>{url}</link>"
        f"<pubDate>Fri, 20 Nov 2026 08:0{9 - number}:00 GMT</pubDate></item>"
        for number, (name, url) in enumerate(entries)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def test_picking_a_page_again_from_another_feed_changes_only_what_is_given(
    digest: Digest, feed_server: FeedServer
) -> None:
    bodies = (
        feed("Bote", ("Studie", "https://a.example/41")),
        feed("Schau", ("Die Studie!", "http://a.example/41/#top")),
    )
    for name, body in zip(("/1", "/2"), bodies, strict=True):
        digest.ok("feeds", "add", feed_server.serve(name, body=body))
    entries = {row["feed_title"]: row["id"] for row in digest.ok("entries", "--json").data}
    pick = digest.ok("pick", entries["Bote"], "-c", "Krise", "--comment", "Meine Worte.").word
    (before,) = digest.ok("picks", "--json").data
    assert digest.ok("pick", entries["Schau"], "--title", "Kürzer").word == pick
    (after,) = digest.ok("picks", "--json").data
    assert after == before | {"title": "Kürzer", "version": after["version"]}


def test_a_page_of_several_feeds_is_listed_once_with_its_other_places(digest: Digest, feed_server: FeedServer) -> None:
    story = "41 Prozent erfahren Neues zuerst aus der Presse"
    first = feed("Bote", (story, "https://a.example/41"), ("Nur hier", "https://a.example/x"))
    second = feed("Schau", (story, "http://www.a.example/41/?utm_source=rss"))
    third = feed("Funk", ("Studie: " + story, "https://c.example/studie"))
    for name, body in (("/1", first), ("/2", second), ("/3", third)):
        digest.ok("feeds", "add", feed_server.serve(name, body=body))
    rows = digest.ok("entries").out.splitlines()[1:]
    assert len(rows) == 3, "four entries, one of them twice"
    assert sum(story in row for row in rows) == 2
    assert [row for row in rows if "also at" in row and "similar at Funk" in row]
    data = digest.ok("entries", "--json").data
    assert len(data) == 4
    by_feed = {(row["feed_title"], row["title"]): row for row in data}
    also = by_feed["Bote", story]["also"]
    assert [(other["feed_title"], other["same"]) for other in also] == [("Schau", True), ("Funk", False)]
    assert by_feed["Bote", "Nur hier"]["also"] == []
    limited = digest.ok("entries", "--limit", "1", "--json").data
    assert limited[0]["also"], "other places are found beyond the window"
