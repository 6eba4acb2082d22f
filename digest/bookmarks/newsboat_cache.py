"""newsboat's `cache.db`: the feeds, their entries, which were read or flagged.

A stranger's database: opened for reading alone, and nothing in it is run (no views, no functions of the schema).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

from digest.bookmarks.reading_list import CachedEntry, LeftOut, ListedFeed, ReadingList, refusal
from digest.bookmarks.written_times import read_time
from digest.domain.message import msg
from digest.domain.text import one_line
from digest.domain.url import web_address

MAGIC = b"SQLite format 3\0"
_NEEDED = frozenset({"title", "url", "feedurl"})
_OPTIONAL = ("guid", "author", "pubDate", "unread", "flags", "deleted")


def read_newsboat_cache(body: bytes, path: str) -> ReadingList:
    """What newsboat remembers, from the file at `path`, or from `body` if there is no path."""
    try:
        with closing(_opened(body, path)) as db:
            db.text_factory = lambda data: data.decode("utf-8", "replace")
            db.execute("PRAGMA trusted_schema = OFF")
            columns = [row[1] for row in db.execute("PRAGMA table_info(rss_item)")]
            if not columns or not set(columns) >= _NEEDED:
                return _another(db)
            return _read(db, columns)
    except sqlite3.Error as error:
        return refusal(
            msg("The database cannot be read ({detail}).", detail=one_line(str(error), 80)),
            msg("Quit newsboat, then try again; “newsboat -e” exports the feeds as OPML."),
        )


def _opened(body: bytes, path: str) -> sqlite3.Connection:
    if path:
        return sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)
    db = sqlite3.connect(":memory:")
    db.deserialize(body)
    return db


def _another(db: sqlite3.Connection) -> ReadingList:
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name LIMIT 5")]
    return refusal(
        msg("The database is none of newsboat’s; its tables are: {tables}.", tables=one_line(", ".join(tables), 200)),
        msg("Export feeds or bookmarks from that program as OPML, HTML, CSV or JSON."),
    )


def _read(db: sqlite3.Connection, columns: list[str]) -> ReadingList:
    feeds: dict[str, ListedFeed] = {}
    entries: list[CachedEntry] = []
    left_out: list[LeftOut] = []
    try:
        for number, (url, title) in enumerate(_feeds(db), start=1):
            if web_address(str(url)):
                feeds[str(url)] = ListedFeed(number, web_address(str(url)) or "", one_line(str(title or "")))
            elif not str(url).startswith("query:"):
                left_out.append(LeftOut(number, one_line(str(url), 120), msg("this is no web address")))
        for number, row in enumerate(_items(db, columns), start=1):
            title, url, feed_url, guid, author, published, unread, flags = row
            if str(feed_url) in feeds:
                entries.append(
                    CachedEntry(
                        number, feeds[str(feed_url)].url, str(guid or ""), one_line(str(title or "")),
                        web_address(str(url or "")) or "", one_line(str(author or ""), 120), read_time(published),
                        not unread, bool(flags),
                    )
                )  # fmt: skip
    except sqlite3.DatabaseError as error:
        detail = one_line(str(error), 80)
        left_out.append(LeftOut(0, "", msg("the database is damaged; what follows is lost ({detail})", detail=detail)))
    return ReadingList("newsboat-cache", tuple(feeds.values()), (), tuple(entries), tuple(left_out))


def _feeds(db: sqlite3.Connection) -> Iterator[tuple[object, object]]:
    columns = {row[1] for row in db.execute("PRAGMA table_info(rss_feed)")}
    if {"rssurl", "title"} <= columns:
        yield from db.execute("SELECT rssurl, title FROM rss_feed")
    else:
        yield from db.execute("SELECT DISTINCT feedurl, '' FROM rss_item")


def _items(db: sqlite3.Connection, columns: list[str]) -> sqlite3.Cursor:
    """The entries, oldest first; an older newsboat lacks some columns."""
    guid, author, published, unread, flags, deleted = (name if name in columns else "NULL" for name in _OPTIONAL)
    return db.execute(
        f"SELECT title, url, feedurl, {guid}, {author}, {published}, {unread}, {flags} FROM rss_item"  # noqa: S608 - names of ours
        f" WHERE NOT coalesce({deleted}, 0) ORDER BY rowid"
    )
