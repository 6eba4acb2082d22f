"""Files that contain posts: saved mails, web archives, WordPress exports, feeds.

And files that contain none.

`posts_in` takes a file apart without reading the posts themselves.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Mail
from email.utils import parsedate_to_datetime
from html import escape
from io import BytesIO
from pathlib import PurePath

from digest.domain.message import Message, msg
from digest.isolation.reader import Reader


@dataclass(frozen=True, slots=True)
class Packed:
    """One post: bytes, media type with charset, and what the file around it states.

    `title` and `date` (ISO 8601) are "" if the file says nothing. `kind` is "html", "text", or "" if only the
    name tells.
    """

    body: bytes
    content_type: str = ""
    kind: str = ""
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class NothingInside:
    """A file that no post can be read from: what it is, and what to do instead."""

    message: Message
    remedy: Message


_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:")
_MAIL_HEADER = re.compile(rb"(?im)^(?:from|subject|mime-version|date|content-type|received|to):")
_FEED = re.compile(
    rb"(?s)\A\s*(?:<\?xml[^>]*>)?(?:\s|<!--.*?-->|<!DOCTYPE[^>]*>|<\?[^>]*>)*<(rss|rdf:RDF|feed|opml|html)\b"
)
_BINARY = (
    (b"PK\x03\x04", msg("an office document or an archive")),
    (b"\xd0\xcf\x11\xe0", msg("an office document or an archive")),
    (b"{\\rtf", msg("an office document or an archive")),
    (b"\x1f\x8b", msg("an office document or an archive")),
    (b"%PDF", msg("a PDF document")),
    (b"\x89PNG", msg("a picture")),
    (b"\xff\xd8\xff", msg("a picture")),
    (b"GIF8", msg("a picture")),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_BLOCK_TAG = re.compile(
    r"(?i)\s*<(?:/?(?:p|h[1-6]|ul|ol|li|dl|table|div|blockquote|figure|pre|section|article|hr|form|iframe|script|style)\b|!--)"
)
_SHORTCODE = re.compile(
    r"(?s)\[caption[^\]]*\].*?\[/caption\]|\[/?(?:gallery|embed|audio|video|playlist|ngg\w*)[^\]]*\]"
)
_OFFER_HTML = msg("Save it as a web page (HTML) or as text, and import that.")


@dataclass(frozen=True, slots=True)
class Package:
    """What `posts_in` found: posts, or that there is nothing."""

    posts: tuple[Packed, ...]
    nothing: NothingInside | None = None


#: Arguments: the file's name or address.
PACKAGE = Reader("digest.past.packages", "open_package", Package)


def open_package(body: bytes, name: str) -> Package:
    """`posts_in` as the reader `PACKAGE`."""
    found = posts_in(name, body)
    return Package((), found) if isinstance(found, NothingInside) else Package(tuple(found))


def posts_in(name: str, body: bytes) -> list[Packed] | NothingInside:
    """The posts that a file holds: one for a page or a text. `name` is its file name or address."""
    if (refused := _refused(body)) is not None:
        return refused
    suffix = PurePath(name.partition("?")[0]).suffix.lower()
    root = _FEED.match(body[:20_000])
    if root is not None and root[1] in (b"rss", b"rdf:RDF", b"feed"):
        found = list(_from_feed(body))
        return found or NothingInside(
            msg("It is a feed without the texts of its posts."),
            msg("Import the page of each digest, or subscribe to the feed with: digest feeds add ADDRESS"),
        )
    if suffix in (".eml", ".mht", ".mhtml") or _is_mail(body):
        return _from_mail(body)
    found_charset = _META_CHARSET.search(body[:4096])
    charset = f"text/html; charset={found_charset[1].decode('ascii')}" if found_charset else ""
    return [Packed(body, charset)]


def _refused(body: bytes) -> NothingInside | None:
    """Why nothing can be read from these bytes, if that shows at their beginning."""
    start = body[:1000].lstrip().removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, what in _BINARY:
        if body.startswith(mark):
            return NothingInside(msg("It is {what}, which is not read.", what=what), _OFFER_HTML)
    if not start:
        return NothingInside(msg("It is empty."), msg("Name a file that holds an old post."))
    if b"NETSCAPE-Bookmark-file" in start[:200]:
        return NothingInside(
            msg("It is a list of bookmarks, not a digest."),
            msg("Pick the pages that you mean one by one with: digest pick ADDRESS"),
        )
    if re.match(rb"<\?xml|<opml", start) and b"<opml" in start:
        return NothingInside(msg("It is a list of feeds (OPML)."), msg("Import it with: digest opml import FILE"))
    if re.match(rb"""[\[{]\s*["{\[\]}]""", start):
        return NothingInside(msg("It is JSON, which is not read."), _OFFER_HTML)
    if b"\0" in body[:1000] and not body.startswith(_UTF16):
        return NothingInside(msg("It is no text."), _OFFER_HTML)
    return None


def _is_mail(body: bytes) -> bool:
    """True if the bytes begin with header lines, and those of a mail are among them."""
    head = re.split(rb"\r?\n\r?\n", body[:20_000], maxsplit=1)[0]
    head = re.sub(rb"\AFrom [^\n]*\n", b"", head)  # the line that a mailbox puts above each mail
    return _HEADER_LINE.match(head) is not None and len(set(_MAIL_HEADER.findall(head.lower()))) >= 2


def _from_mail(body: bytes) -> list[Packed] | NothingInside:
    """The HTML part of a mail or web archive, else its text; attached files are left alone."""
    if body.startswith(b"From ") and re.search(rb"\n\r?\nFrom \S+ .*\d{4}", body):
        return NothingInside(
            msg("It is a mailbox of several mails."), msg("Save each mail as a file of its own and import that.")
        )
    mail = email.message_from_bytes(body)
    parts = [part for part in mail.walk() if not part.is_multipart() and part.get_content_disposition() != "attachment"]
    for media, kind in (("text/html", "html"), ("application/xhtml+xml", "html"), ("text/plain", "text")):
        for part in parts:
            payload = part.get_payload(decode=True)
            if part.get_content_type() == media and isinstance(payload, bytes) and payload.strip():
                charset = str(part.get_content_charset() or "")
                content_type = f"{media}; charset={charset}" if charset else media
                return [Packed(payload, content_type, kind, _header(mail, "Subject"), _mail_date(mail))]
    return NothingInside(msg("There is no text in this mail."), _OFFER_HTML)


def _header(mail: Mail, name: str) -> str:
    raw = str(mail.get(name) or "")
    try:
        parts = decode_header(raw)
    except HeaderParseError:
        return raw
    return " ".join("".join(_characters(text, charset) for text, charset in parts).split())


def _characters(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "utf-8", "replace")
    except LookupError:
        return text.decode("latin-1")


def _mail_date(mail: Mail) -> str:
    try:
        return parsedate_to_datetime(str(mail.get("Date") or "")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _from_feed(body: bytes) -> Iterator[Packed]:
    """The published posts and pages of a WordPress or Blogger export, or a full-text feed."""
    from lxml import etree

    parsed = etree.iterparse(
        BytesIO(body),
        events=("end",),
        tag=("{*}item", "{*}entry"),
        recover=True,
        resolve_entities=False,
        no_network=True,
    )
    try:
        for _, item in parsed:
            post = _from_item({_local(child.tag): child.text or "" for child in item if isinstance(child.tag, str)})
            if post is not None:
                yield post
            item.clear()
    except etree.XMLSyntaxError:  # nothing readable follows
        return


def _local(tag: str) -> str:
    """An element's local name, with its prefix if two vocabularies share the name."""
    space, _, name = tag.rpartition("}")
    return "excerpt" if name == "encoded" and "excerpt" in space else name


def _from_item(fields: dict[str, str]) -> Packed | None:
    text = fields.get("encoded") or fields.get("content") or ""
    published = fields.get("status", "publish") in ("publish", "private")
    if not text.strip() or not published or fields.get("post_type", "post") not in ("post", "page"):
        return None
    title = " ".join(fields.get("title", "").split())
    text = _SHORTCODE.sub("", text)
    body = text if "<!-- wp:" in text else _with_paragraphs(text)
    document = f"<html><head><title>{escape(title)}</title></head><body><main>{body}</main></body></html>"
    return Packed(document.encode(), "text/html; charset=utf-8", "html", title, _item_date(fields))


def _with_paragraphs(text: str) -> str:
    """Restore the paragraphs of WordPress's classic editor from blank lines, as `wpautop` does."""
    parts = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip())
    return "\n\n".join(
        part if _BLOCK_TAG.match(part) else "<p>" + part.replace("\n", "<br>\n") + "</p>" for part in parts
    )


def _item_date(fields: dict[str, str]) -> str:
    stated = fields.get("post_date") or fields.get("published") or fields.get("updated") or ""
    if re.match(r"[1-9]\d{3}-", stated):
        return stated[:10]
    try:
        return parsedate_to_datetime(fields.get("pubDate", "")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
