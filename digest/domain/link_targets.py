"""The target of a link that a mail program or network wrapped, if the wrapper names it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

#: By host (and what follows it), the parameter that names the page. Shorteners name none and stay as they are.
_WRAPPERS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}/url\Z"), ("q", "url")),
    (re.compile(r"[a-z0-9-]+\.safelinks\.protection\.outlook\.com/"), ("url",)),
    (re.compile(r"(?:www\.)?linkedin\.com/(?:redir/redirect|safety/go|redir/general-malware-page)\Z"), ("url",)),
    (re.compile(r"lm?\.(?:facebook|instagram)\.com/"), ("u",)),
    (re.compile(r"(?:www\.)?facebook\.com/l\.php\Z"), ("u",)),
    (re.compile(r"(?:www\.)?youtube\.com/redirect\Z"), ("q",)),
    (re.compile(r"(?:out\.reddit\.com|slack-redir\.net|t\.umblr\.com)/"), ("url", "z")),
    (re.compile(r"deref-(?:gmx|web|mail)(?:-\d+)?\.(?:net|com|de)/"), ("redirectUrl",)),
)
_MOST_LAYERS = 3


def link_target(url: str) -> str:
    """Unwrap an address, repeatedly if needed; return any other address unchanged."""
    for _ in range(_MOST_LAYERS):
        inner = _named(url)
        if not inner:
            return url
        url = inner
    return url


def _named(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    place = (parts.netloc + parts.path).lower()
    for pattern, names in _WRAPPERS:
        if pattern.match(place):
            query = parse_qs(parts.query)
            found = next((query[name][0] for name in names if name in query), "")
            return found if found.startswith(("http://", "https://")) else ""
    return ""
