"""Recognise a list's program by its content; the name decides if two formats look alike."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import chain

from digest.bookmarks.address_lines import read_addresses, read_newsboat_urls
from digest.bookmarks.bookmark_page import read_bookmark_page
from digest.bookmarks.newsboat_cache import MAGIC, read_newsboat_cache
from digest.bookmarks.reading_list import LeftOut, ReadingList, refusal
from digest.bookmarks.records import read_records
from digest.bookmarks.tables import has_headings, read_table
from digest.domain.message import Message, msg
from digest.isolation.reader import Reader

#: Arguments: the file's name, and its path if it is one; the document is in UTF-8, or SQLite, or ZIP.
LIST = Reader("digest.bookmarks.recognise", "read_list", ReadingList)
#: Seconds that one file may take: 50,000 bookmarks take two.
SECONDS = 60

_ZIP = b"PK\x03\x04"
_MOST_UNPACKED = 100_000_000
_IN_ZIP = (".csv", ".html", ".htm", ".json", ".jsonl", ".txt", ".opml", ".xml")
_OPML = re.compile(r"<opml[\s>]", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_BOOKMARKS = re.compile(r"(?i)NETSCAPE-Bookmark-file|<dt>\s*<(?:a|h3)\b|<li>\s*<a\b[^>]*\btime_added=")
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\]\"])")
_PAGE = re.compile(r"(?i)<!doctype html|<html[\s>]|<body[\s>]")
_OPML_INSIDE = msg("a list of feeds: unpack it and import it by itself")

FORMATS: dict[str, Message] = {
    "opml": msg("OPML"),
    "newsboat-urls": msg("newsboat’s list of feeds"),
    "newsboat-cache": msg("newsboat’s database"),
    "bookmarks": msg("bookmarks"),
    "table": msg("table"),
    "json": msg("JSON"),
    "addresses": msg("list of addresses"),
    "several": msg("ZIP archive"),
}


def is_packed(body: bytes) -> bool:
    """Whether a file is no text: a database or an archive."""
    return body.startswith((MAGIC, _ZIP))


def read_list(body: bytes, name: str, path: str) -> ReadingList:
    """What the file holds. `kind` is "opml" for OPML, which `feeds.opml` reads."""
    if body.startswith(MAGIC):
        return read_newsboat_cache(body, path)
    if body.startswith(_ZIP):
        return _unpacked(body)
    return _of_text(body.decode("utf-8", "replace").removeprefix("\ufeff"), name)


def _of_text(text: str, name: str) -> ReadingList:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    beginning = text[:5000]
    if not text.strip():
        return refusal(msg("The file is empty."), msg("Export it once more from the other program."))
    if "\0" in beginning:
        return _no_text()
    if _OPML.search(beginning):
        return ReadingList("opml")
    if _BOOKMARKS.search(text[:200_000]):
        return read_bookmark_page(text)
    if _JSON.match(text):
        records = read_records(text)
        return records if records.refused or records.feeds or records.pages or records.left_out else _nothing()
    if refused := _another(beginning):
        return refused
    found = read_newsboat_urls(text, name) or read_table(text) or read_addresses(text)
    if found.refused and has_headings(text):
        return refusal(
            msg("No column of the table holds addresses."),
            msg("Name it “URL” in the first line; highlights of books, as Readwise exports them, have no address."),
        )
    return found


def _another(beginning: str) -> ReadingList | None:
    """What is to be said of files that belong elsewhere."""
    if _FEED.search(beginning):
        return refusal(msg("This is a feed."), msg("Add its address with “digest feeds add”."))
    if _PAGE.search(beginning):
        return refusal(
            msg("This is a web page, no list of bookmarks."),
            msg("“digest edition import” reads old posts; bookmarks are exported by the browser’s own command."),
        )
    return None


def _unpacked(body: bytes) -> ReadingList:
    """The lists in a ZIP archive, such as Pocket sends them."""
    good: list[ReadingList] = []
    left_out: list[LeftOut] = []
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for member in archive.infolist():
                if not _may_be_list(member):
                    continue
                size += member.file_size
                if size > _MOST_UNPACKED:
                    return refusal(msg("The archive is too large."), msg("Unpack it and import its files one by one."))
                one = _of_text(archive.read(member).decode("utf-8", "replace").lstrip("\ufeff"), member.filename)
                reason = _OPML_INSIDE if one.kind == "opml" else one.refused
                if reason is None:
                    good.append(one)
                else:
                    left_out.append(LeftOut(0, member.filename, reason))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return refusal(msg("The archive cannot be unpacked."), msg("Unpack it and import its files one by one."))
    if not good:
        return refusal(msg("No list is in the archive."), msg("Unpack it and import its files one by one."))
    return ReadingList(
        good[0].kind if len(good) == 1 else "several",
        tuple(chain.from_iterable(one.feeds for one in good)),
        tuple(chain.from_iterable(one.pages for one in good)),
        (),
        (*left_out, *chain.from_iterable(one.left_out for one in good)),
    )


def _may_be_list(member: zipfile.ZipInfo) -> bool:
    """By its name; what the Mac packs beside each file is none."""
    name = member.filename
    return not member.is_dir() and name.lower().endswith(_IN_ZIP) and not name.startswith("__MACOSX/")


def _nothing() -> ReadingList:
    return refusal(msg("No page is named in the file."), msg("Is it the right file?"))


def _no_text() -> ReadingList:
    return refusal(
        msg("This is no list that digest knows."),
        msg("Export it from the other program as OPML, bookmarks (HTML), CSV or JSON, or write one address a line."),
    )
