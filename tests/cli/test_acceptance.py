"""The model digest: ten entries over HTTP, picked by commands, exported byte for byte."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from markdown_it import MarkdownIt

from tests.cli.running import Digest
from tests.feedserver import FeedServer


def rss(entries: list[dict[str, Any]]) -> bytes:
    """A feed with the entries, newest first, none of whose teasers may ever come out again."""
    items = "".join(
        f"<item><title>{escape(entry['title'])}</title><link>{entry['demo_url']}</link>"
        f"<description>TEASER {number}</description>"
        f"<pubDate>{number + 1:02d} Apr 2017 08:00:00 GMT</pubDate></item>"
        for number, entry in enumerate(entries)
    )
    return f'<rss version="2.0"><channel><title>PR-Blog</title>{items}</channel></rss>'.encode()


# The sections interleaved; the curator's order is kept within sections and among the ad-hoc labels.
INTERLEAVED = (9, 0, 5, 2, 6, 4, 1, 7, 3, 8)


def test_the_model_digest_comes_out_byte_for_byte(
    digest: Digest, feed_server: FeedServer, model: dict[str, Any]
) -> None:
    entries = model["entries"]
    title = '[edition]\ntitle = "Meine Gedankenspiele: {n} {tipps} aus dem {monat}"\n'
    digest.config.write_text(title, encoding="utf-8")
    digest.now = "2017-04-28T09:00:00+02:00"
    digest.ok("feeds", "add", feed_server.serve("/feed.xml", body=rss(entries)))
    digest.now = "2017-05-02T09:00:00+02:00"
    ids = {row["url"]: row["id"] for row in digest.ok("entries", "--json").data}
    assert len(ids) == 10
    for number in INTERLEAVED:
        entry = entries[number]
        words = ("-c", entry["category"], "--title", entry["title"], "--comment", entry["comment"])
        digest.ok("pick", ids[entry["demo_url"]], *words)

    text = digest.ok("export", "2017-04", "--format", "text").out
    assert text == model["expected_plaintext"]
    assert digest.ok("export", "--format", "text").out == text, "on 2 May, April is current"

    titles = [entry["title"] for entry in entries]
    markdown = digest.ok("export", "2017-04", "--format", "markdown").out
    links = [token for block in MarkdownIt().parse(markdown) for token in block.children or []]
    assert [token.attrGet("href") for token in links if token.type == "link_open"] == [
        entry["demo_url"] for entry in entries
    ]
    html = digest.ok("export", "2017-04", "--format", "html").out
    assert html.count("<a ") == 10
    assert [html.index(entry["demo_url"]) for entry in entries] == sorted(
        html.index(entry["demo_url"]) for entry in entries
    )
    assert [pick["title"] for pick in digest.ok("picks", "2017-04", "--json").data] == titles
    for name in ("markdown", "html", "fragment", "text", "json"):
        once = digest.ok("export", "2017-04", "--format", name).out
        assert once == digest.ok("export", "2017-04", "--format", name).out
        assert "TEASER" not in once
