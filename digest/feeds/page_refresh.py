"""Pages that only lead to another one: `<meta http-equiv="refresh">` and the Refresh header.

The rules are WHATWG HTML's ("shared declarative refresh steps"). Hugo, Jekyll and Astro leave such a page at every
old address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import urljoin

from digest.domain.lazy_pattern import lazy_pattern
from digest.domain.url import web_address

# Later than that the page itself is meant: live pages load themselves again every minute.
_SOON = 20
_HEAD = 64 * 1024
_HTML = lazy_pattern(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|meta|title|noscript|script|body)\b", re.IGNORECASE
)
_TAG = lazy_pattern(r"<(/?)(meta|noscript|base|script|style|template|textarea|title)\b([^>]{0,1000})>", re.IGNORECASE)
_ATTRIBUTE = lazy_pattern(r"""([a-z-]{1,40})\s{0,20}=\s{0,20}("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_RAW = frozenset(("script", "style", "template", "textarea", "title"))
_VALUE = lazy_pattern(
    r"""\s*(?=[\d.])(?P<seconds>\d{0,9})[\d.]*(?:\s*+[;,]|\s)\s*+(?:url\s*=\s*)?+(?P<quote>["']?)(?P<address>.+)""",
    re.I | re.S,
)
# Fewer letters than that are no page to read, only the note that one is led on.
_HARDLY_TEXT = 300


def refresh_target(body: bytes, headers: Mapping[str, str], url: str) -> str:
    """The absolute address a page leads on to within seconds; "" if it is to be read itself."""
    value, base = headers.get("refresh", ""), ""
    if not value and _HTML.match(body):
        value, base = _meta_refresh(body[:_HEAD].decode("utf-8", "replace"), is_all=len(body) <= _HEAD)
    found = _VALUE.fullmatch(value)
    if found is None or int(found["seconds"] or 0) > _SOON:
        return ""
    address = found["address"]
    if found["quote"]:
        address = address.partition(found["quote"])[0]
    try:
        target = web_address(urljoin(urljoin(url, base), address.strip())) or ""
    except ValueError:
        return ""
    return "" if target.partition("#")[0] == url.partition("#")[0] else target


def _meta_refresh(head: str, *, is_all: bool) -> tuple[str, str]:
    """The content of the first refresh, and the address of `<base>`.

    One for readers without scripts counts on a page that has nothing else to say: others lead to "Please switch on
    JavaScript".
    """
    inside, base, fallback = "", "", ""
    for is_end, name, attributes in _tags(head):
        if inside:
            inside = "" if is_end and name == inside else inside
            if not (inside == "noscript" and name == "meta"):
                continue
        elif not is_end and name in _RAW | {"noscript"}:
            inside = name
            continue
        given = {key.lower(): unescape(text.strip("\"'")) for key, text in _ATTRIBUTE.findall(attributes)}
        if name == "base" and not base:
            base = given.get("href", "")
        elif name == "meta" and given.get("http-equiv", "").strip().lower() == "refresh":
            if not inside:
                return given.get("content", ""), base
            fallback = fallback or given.get("content", "")
    if fallback and is_all and len(_without_markup(head)) < _HARDLY_TEXT:
        return fallback, base
    return "", ""


def _tags(head: str) -> Iterator[tuple[bool, str, str]]:
    """Yield the relevant tags outside comments, in order: is it an end tag, name, attributes."""
    place = 0
    found = _TAG.search(head)
    while found:
        comment = head.find("<!--", place, found.start())
        if comment < 0:
            yield bool(found[1]), found[2].lower(), found[3]
            place = found.end()
        else:
            end = head.find("-->", comment + 4)
            if end < 0:
                return
            place = end + 3
        if found.start() < place:
            found = _TAG.search(head, place)


def _without_markup(html: str) -> str:
    """What a reader would see, roughly: the words outside tags, scripts and their kin."""
    for name in ("script", "style", "noscript", "title"):
        pieces = re.split(rf"<(/?){name}\b[^<>]*>", html, flags=re.IGNORECASE)
        # Text and slash in turn: what stands behind an opening tag is the element's.
        html = pieces[0] + "".join(text for slash, text in zip(pieces[1::2], pieces[2::2], strict=True) if slash)
    return " ".join(re.sub(r"<[^<>]*>", " ", html).split())
