"""The whole text of a page is kept only if it is the page's."""

from __future__ import annotations

import asyncio
import time

import pytest

from digest.domain.entry import Entry
from digest.domain.message import msg
from digest.domain.url import host_of
from digest.services.reading.full_text import MOST_TEXTS, FullText, PageUnread
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


class Fetching(FullText):
    """Asks nobody: remembers what was asked for, and refuses some."""

    def __init__(self, refused: str = "") -> None:
        super().__init__(Kept(), OPEN, lambda: NOW, {})  # type: ignore[arg-type]
        self.asked: list[str] = []
        self.at_once: set[str] = set()
        self._refused = refused
        self._under_way: set[str] = set()

    def came(self, entries: list[Entry], seconds: float = 600) -> int:
        """How many texts came within the time."""
        came: list[Entry] = []
        asyncio.run(self.fetch_many(entries, time.monotonic() + seconds, came))
        return len(came)

    async def ask(self, entry: Entry) -> str:
        host = host_of(entry.url)
        if host in self._under_way:
            self.at_once.add(host)
        self._under_way.add(host)
        self.asked.append(entry.url)
        await asyncio.sleep(0)
        self._under_way.discard(host)
        if host == self._refused:
            raise PageUnread(msg("nicht da"))
        return ""


def test_what_does_not_come_is_counted_and_stops_no_other() -> None:
    entries = [an_entry(number, f"f{number % 3}") for number in range(12)]
    fetching = Fetching(refused="f1.example")
    assert fetching.came(entries) == 8
    assert sorted(fetching.asked) == sorted(entry.url for entry in entries)
    assert not fetching.at_once


def test_nothing_is_asked_once_the_time_is_up() -> None:
    fetching = Fetching()
    assert fetching.came([an_entry(1)], -1) == 0
    assert fetching.asked == []


def test_one_run_asks_for_a_limited_number() -> None:
    fetching = Fetching()
    entries = [an_entry(number) for number in range(MOST_TEXTS + 5)]
    assert fetching.came(entries) == MOST_TEXTS
