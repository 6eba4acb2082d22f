"""The whole text of a page is kept only if it is the page's."""

from __future__ import annotations

import pytest

from digest.services.reading.full_text import FullText, PageUnread
from tests.builders import NOW, an_entry
from tests.feeds.asking import OPEN
from tests.feedserver import FeedServer

TEXT = "<p>Wer in der Krise schweigt, überlässt anderen das Wort, und zwar für lange Zeit.</p>" * 8


class Kept:
    """Stands for the store: remembers what it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def keep_content(self, entry: object, html: str) -> None:
        self.texts.append(html)


def test_a_log_in_does_not_replace_the_feeds_own_text(feed_server: FeedServer) -> None:
    login = f'<html><head><title>Anmelden</title></head><body><input type="password">{TEXT}</body></html>'
    feed_server.serve("/login", login, content_type="text/html")
    entry = an_entry(url=feed_server.redirect("/lage", "/login", status=302))
    kept = Kept()
    with pytest.raises(PageUnread, match="log-in"):
        FullText(kept, OPEN, lambda: NOW, {}).fetch(entry)  # type: ignore[arg-type]
    assert kept.texts == []


def test_the_text_of_the_page_is_kept(feed_server: FeedServer) -> None:
    body = f"<html><head><title>Lage</title></head><body><article>{TEXT}</article></body></html>"
    kept = Kept()
    FullText(kept, OPEN, lambda: NOW, {}).fetch(
        an_entry(url=feed_server.serve("/lage", body, content_type="text/html"))
    )  # type: ignore[arg-type]
    assert "schweigt" in kept.texts[0]
