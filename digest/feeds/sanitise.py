"""Strangers' HTML made safe at the door, and plain text out of it.

nh3 (the ammonia library) does the sanitising with an allow-list: what is not named here is gone. What stays is what a
reader inside the program can show; images stay for their text, nothing ever fetches them.
"""

from __future__ import annotations

import re
import threading
from html import escape, unescape
from urllib.parse import urljoin

import nh3

from digest.domain.text import harmless, lazy_pattern, one_line
from digest.domain.url import web_address

#: Characters of HTML that are kept of one entry: enough for a long essay, far from what makes reading slow.
CONTENT_LIMIT = 400_000

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn", "div", "dl", "dt",
    "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li",
    "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
# Elements whose text is no prose either.
_WITH_CONTENT = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "noscript",
    "template",
    "select",
    "title",
    "svg",
    "math",
}
_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

#: An address with nothing to mend about it: nine of ten need no closer look.
USUAL_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9-]*\.)*[a-z][a-z0-9-]*(?:/[A-Za-z0-9/%:@!$&'()*+,;=~._-]*(?:\?[A-Za-z0-9/%:@!$&'()*+,;=~._?-]+)?"
    r"(?:#[A-Za-z0-9/%:@!$&'()*+,;=~._?-]+)?)?\Z"
)

# nh3 drops them with their content; unwrapped, formulas and labels stay as text.
_FOREIGN = lazy_pattern(
    r"</?(?:svg|g|text|tspan|math|m[ions]|mtext|mrow|mfrac|msu[bp]|msubsup|msqrt|mroot|mover|munder|mtable|mt[rd]"
    r"|mstyle|semantics|annotation)\b[^<>]*>",
    re.IGNORECASE,
)

# nh3 needs quadratic time for depth (10 s for 50,000 elements), and whoever walks the tree later may recurse.
_DEEPEST = 250
_TAG = lazy_pattern(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_FLAT = frozenset({
    # These hold nothing,
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    # and these end where the next one begins.
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
})  # fmt: skip
# Where a block ends with these still open, the next one begins with them anew (HTML, "reconstruct the active
# formatting elements"), so a few kilobytes can stand for a gigabyte of elements.
_FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
_MOST_ELEMENTS = 400_000
_BLOCK = frozenset({
    "p", "div", "li", "br", "tr", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "pre", "figure", "figcaption", "table", "hr", "ul", "ol", "dl",
})  # fmt: skip
# Every alternative that looks for an end takes the end of the text too: else hostile HTML costs quadratic time.
_PIECE = lazy_pattern(r"""<!--.*?(?:-->|\Z)|</?([a-zA-Z][\w:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>|([^<]+|<)""", re.DOTALL)
_MARKUP = lazy_pattern(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[a-zA-Z/!][^<>]*>", re.DOTALL | re.IGNORECASE
)
# A CDATA section, or the comment that an HTML editor or sanitiser has made of one.
_CDATA = lazy_pattern(r"<!(?:--)?\[CDATA\[(.*?)(?:\]\](?:--)?>|\Z)", re.DOTALL)


def without_cdata(text: str, *, parts: bool = False) -> str:
    """The text without the marks of a CDATA section around it all, or with `parts` of any."""
    if "[CDATA[" not in text:
        return text
    if parts:
        return _CDATA.sub(r"\1", text)
    found = _CDATA.match(whole := text.strip())
    return found[1] if found and found.end() == len(whole) else text


def sanitise(html: str, base: str) -> str:
    """Safe HTML: no script, form, frame, style or handler; links absolute against `base`.

    Only http, https and mailto links stay.

    At most `CONTENT_LIMIT` characters of the source; elements nested deeper than any page needs lose their tags.
    """
    html = harmless(without_cdata(_cut(html)))
    if "<" not in html and "&" not in html:
        return escape(html.strip(), quote=False)
    if _is_deep(html):
        text = one_line(unescape(_MARKUP.sub(" ", html)), CONTENT_LIMIT)
        return f"<p>{escape(text, quote=False)}</p>"
    clean = _cleaner.clean(_FOREIGN.sub("", html), base)
    return harmless(clean).strip()  # once more: "&#27;" was a reference until now


class _Cleaner(threading.local):
    """The allow-list in nh3's own form, made once a thread.

    Made for each text it would take a quarter of the time.
    """

    def __init__(self) -> None:
        self._base = ""
        self._cleaner = nh3.Cleaner(
            tags=_TAGS,
            clean_content_tags=_WITH_CONTENT,
            attributes=_ATTRIBUTES,
            attribute_filter=self._absolute,
            link_rel=None,
            url_schemes={"http", "https", "mailto"},
        )

    def clean(self, html: str, base: str) -> str:
        self._base = base
        return self._cleaner.clean(html)

    def _absolute(self, _tag: str, attribute: str, value: str) -> str | None:
        return _absolute(self._base, value, attribute) if attribute in ("href", "src") else value


_cleaner = _Cleaner()


def plain_text(html: str, limit: int) -> str:
    """The text of (sanitised) HTML on one line, at most `limit` characters.

    Images give nothing, blocks a space.

    Walks over tags instead of building a tree, and stops at the limit: any depth or length will do.
    """
    pieces: list[str] = []
    length = 0
    for piece in _PIECE.finditer(html):
        name, text = piece[1], piece[2]
        if name and name.lower() in _BLOCK:
            if pieces and pieces[-1] != " ":
                pieces.append(" ")
        elif text:
            pieces.append(text)
            length += len(text)
            if length > 4 * limit:
                break
    return one_line(unescape("".join(pieces)), limit)


def from_plain(text: str) -> str:
    """Plain text as HTML: its empty lines part paragraphs."""
    paragraphs = re.split(r"\n\s*\n", harmless(text[:CONTENT_LIMIT]).strip())
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in paragraphs if part.strip())


def _cut(html: str) -> str:
    if len(html) <= CONTENT_LIMIT:
        return html
    html = html[:CONTENT_LIMIT]
    begun = html.rfind("<")
    return html[:begun] if begun > html.rfind(">") else html


def _absolute(base: str, value: str, attribute: str) -> str | None:
    """An address inside content as it is kept, or None to drop the attribute."""
    if USUAL_ADDRESS.match(value):
        return value
    value = value.strip()
    if attribute == "href" and value[:7].lower() == "mailto:":
        return value
    try:
        return web_address(urljoin(base, value))
    except ValueError:  # urljoin on "http://[": no address
        return None


def _is_deep(html: str) -> bool:
    """True if the tree may be too deep or too large, judged by the tags in linear time."""
    if html.count("<") <= _DEEPEST:
        return False
    depth = deepest = formats = most_formats = tags = 0
    for closing, name in _TAG.findall(html):
        name = name.lower()
        tags += 1
        if name in _FORMATTING:
            formats = max(formats - 1, 0) if closing else formats + 1
            most_formats = max(most_formats, formats)
        if name not in _FLAT:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest > _DEEPEST or tags * most_formats > _MOST_ELEMENTS
