"""`digest links`: what a text links to, as data."""

from __future__ import annotations

from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.cli.running import Digest


def test_links_are_listed_and_picked_by_their_address(digest: Digest) -> None:
    entry, empty = an_entry(1), an_entry(2)
    html = '<p><a href="https://a.example/1">Anna</a> <a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fb.example%2F2">B</a>'
    store = open_store(str(digest.library), lambda: NOW)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", entry, empty, content={entry.id: html})])
    store.close()
    assert digest.ok("links", entry.id, "--json").data == [
        {"number": 1, "url": "https://a.example/1", "text": "Anna"},
        {"number": 2, "url": "https://b.example/2", "text": "B"},
    ]
    assert "https://b.example/2" in digest.ok("links", entry.id).out
    assert "no link" in digest.ok("links", empty.id).err
