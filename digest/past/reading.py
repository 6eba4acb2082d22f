"""An old post in any format: which format it is, its content, and its month."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath

from digest.domain.message import msg
from digest.domain.month import NAMED_MONTH, is_month, month_number, previous_month
from digest.domain.url import is_web_address
from digest.isolation.reader import Reader
from digest.past.blocks import Block
from digest.past.plaintext import text_blocks
from digest.past.recognise import PastEdition, recognise

_LOOKS_LIKE_HTML = re.compile(
    r"(?i)\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<html)|</(?:p|h[1-6]|li|div|article|section)>"
)
_LOOKS_LIKE_MARKDOWN = re.compile(r"(?m)^#{1,6} \S|^\s*[-*+] .*\]\(https?://|^\*\*.+\*\*|\]\(https?://")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class OldPage:
    """What was read."""

    edition: PastEdition
    month: str
    published: date | None


#: Arguments: the post's name, then `kind`, `title` and `date` of `read_post`. The document is in UTF-8.
POST = Reader("digest.past.reading", "read_post_bytes", OldPage)


def read_post_bytes(body: bytes, name: str, kind: str, title: str, date: str) -> OldPage:
    """`read_post` as the reader `POST`."""
    return read_post(name, body.decode(), kind=kind, title=title, date=date)


def read_post(name: str, text: str, *, kind: str = "", title: str = "", date: str = "") -> OldPage:
    """Read a post; `name` is its file name or address, which may tell format and month.

    `kind` ("html", "text"), `title` and `date` are what the file around it says, such as a mail; "" if there is none.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    suffix = {"html": ".html", "text": ".txt"}.get(kind) or PurePath(name.partition("?")[0]).suffix.lower()
    facts, parts = _parts(suffix, text, name if is_web_address(name) else "")
    facts = {**facts, **{key: value for key, value in (("title", title), ("date", date)) if value}}
    title = " ".join(facts.get("title", "").split())
    edition = _best([recognise(blocks, title, facts.get("host", "")) for blocks in parts or [[]]])
    published = _day(facts.get("date", ""))
    return OldPage(edition, _month(edition.title or facts.get("title", ""), name, published), published)


def _best(editions: Sequence[PastEdition]) -> PastEdition:
    """The whole page, unless one of its posts is a digest by itself; the others are left out."""
    whole, *posts = editions
    digests = [post for post in posts if len(post.picks) > 1]
    if not digests:
        return whole
    best = max(digests, key=lambda post: len(post.picks))
    reason = msg("it belongs to another post of the page")
    others = [replace(post.unread[0], reason=reason) for post in posts if post is not best and post.unread]
    return replace(best, unread=tuple(sorted((*best.unread, *others), key=lambda line: line.number)))


def _parts(suffix: str, text: str, address: str) -> tuple[dict[str, str], list[list[Block]]]:
    if suffix in (".html", ".htm", ".xhtml") or (suffix not in (".md", ".markdown", ".txt") and _is_html(text)):
        from digest.past.html import html_blocks

        return html_blocks(text, address)
    if suffix in (".md", ".markdown") or (suffix != ".txt" and _LOOKS_LIKE_MARKDOWN.search(text)):
        from digest.past.markdown import front_matter, markdown_blocks

        facts, body, skipped = front_matter(text)
        return facts, [markdown_blocks(body, skipped)]
    return {}, [text_blocks(text)]


def _is_html(text: str) -> bool:
    return _LOOKS_LIKE_HTML.search(text[:20_000]) is not None


def _month(title: str, name: str, published: date | None) -> str:
    """Of which month a digest is: its title knows best, then its file name, then its date.

    Digests appear on the first days of the next month, so those of the first ten days count for the month before;
    a month that is named without a year is the latest one up to the date, or that of the file name.
    """
    named = NAMED_MONTH.search(unicodedata.normalize("NFC", title))
    in_name = re.search(r"(?<!\d)(\d{4})[-_/](\d{2})(?!\d)", name)
    file_month = f"{in_name[1]}-{in_name[2]}" if in_name else ""
    file_month = file_month if is_month(file_month) else ""
    if named:
        number = month_number(named[1])
        if named[2]:
            return f"{named[2]}-{number:02d}"
        if published:
            return f"{published.year - (number > published.month):04d}-{number:02d}"
        return f"{file_month[:4]}-{number:02d}" if file_month else ""
    if file_month:
        return file_month
    if published:
        month = f"{published.year:04d}-{published.month:02d}"
        return previous_month(month) if published.day <= 10 else month
    return ""


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3])).date() if found else None  # noqa: DTZ001 - a day
    except ValueError:
        return None
