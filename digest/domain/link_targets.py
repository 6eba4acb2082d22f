"""The target of a link that a mail program or network wrapped, if the wrapper names it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from digest.domain.lazy_pattern import lazy_pattern

#: By host (and what follows it), the parameter that names the page. Shorteners name none and stay as they are.
_WRAPPERS = (
    (lazy_pattern(r"(?:www\.)?google\.[a-z.]{2,6}/url\Z"), ("q", "url")),
    (lazy_pattern(r"[a-z0-9-]+\.safelinks\.protection\.outlook\.com/"), ("url",)),
    (lazy_pattern(r"(?:www\.)?linkedin\.com/(?:redir/redirect|safety/go|redir/general-malware-page)\Z"), ("url",)),
    (lazy_pattern(r"lm?\.(?:facebook|instagram)\.com/"), ("u",)),
    (lazy_pattern(r"(?:www\.)?facebook\.com/l\.php\Z"), ("u",)),
    (lazy_pattern(r"(?:www\.)?youtube\.com/redirect\Z"), ("q",)),
    (lazy_pattern(r"(?:out\.reddit\.com|slack-redir\.net|t\.umblr\.com)/"), ("url", "z")),
    (lazy_pattern(r"deref-(?:gmx|web|mail)(?:-\d+)?\.(?:net|com|de)/"), ("redirectUrl",)),
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
