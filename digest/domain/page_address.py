"""Addresses of one page in several forms: mobile, AMP, print version, short host, wrapped.

For comparing only, but for `link_target`. Each rule is one of form alone; what may name another page is left as it is.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlencode, urlsplit

from digest.domain.text import lazy_pattern

# Forms of a host; what is left must still be a name below a top-level domain.
_HOST_FORM = lazy_pattern(r"\A(?:www\d?|m|mobil|mobile|amp)\.(?=[^.]+\.[^.])")
_HOST_ALIASES = {"twitter.com": "x.com", "youtube-nocookie.com": "youtube.com"}
_WIKI = lazy_pattern(r"\A([a-z-]+)\.m\.(wiki\w+\.org)\Z")
_INDEX = lazy_pattern(r"\A(?:index|default)\.(?:s?html?|xhtml|php\d?|aspx?|jsp)\Z", re.IGNORECASE)
_AMP = lazy_pattern(r"\Aamp(?:\.html?)?\Z", re.IGNORECASE)
_PRINT = lazy_pattern(r"\A(?:print|drucken|druck|druckansicht|druckversion|printview)(?:\.html?)?\Z", re.IGNORECASE)
# A part of a path that names one page, not a section: /themen/print is a section of its own.
_ONE_PAGE = lazy_pattern(r"\d|\.|-\w+-")
_AMP_SUFFIX = lazy_pattern(r"\.amp(?=\.html?\Z|\Z)", re.IGNORECASE)
_SESSION = lazy_pattern(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
# Parameters of form, and the value that makes each one (None: yes, or none at all).
_FORM = {
    "amp": None, "amp_js_v": None, "amp_gsa": None, "usqp": None, "outputtype": "amp", "output": "amp", "print": None,
    "drucken": None, "druckansicht": None, "druckversion": None, "printview": None, "printable": None, "view": "print",
    "layout": "print", "format": "print", "mode": "print",
}  # fmt: skip
_VIDEO_PATH = lazy_pattern(r"/(?:shorts|embed|live|v)/([\w-]{6,20})(?:/|\Z)")
_VIDEO_ID = lazy_pattern(r"[\w-]{6,20}\Z")
# Copies of pages at Google: /amp/s/host/path, https if there is an s.
_GOOGLE_COPY = lazy_pattern(r"/(?:amp|c|v|a)/(?:s/)?([^/]+\.[^/]+(?:/.*)?)\Z")
# A fragment that is a page of its own: routes of applications, entries of live blogs.
_ROUTE = lazy_pattern(r"!|/.")
_LIVE_ENTRY = lazy_pattern(
    r"(?:live\w*|ticker\w*|entry|eintrag|update|meldung|beitrag|event|block|post|message|kicker)[-_=:/]?[\w-]*\d{2,}[\w-]*\Z"
    r"|\d{5,}\Z|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\Z|[0-9a-f]{16,40}\Z",
    re.IGNORECASE,
)


def plain_host(host: str) -> str:
    """The host without what stands for a form of the site alone (`www.`, `m.`, `amp.`)."""
    host = _WIKI.sub(r"\1.\2", host.rstrip("."))
    while (shorter := _HOST_FORM.sub("", host)) != host:
        host = shorter
    return _HOST_ALIASES.get(host, host)


def original_of_copy(host: str, path: str) -> str:
    """The address behind a copy of a page in Google's AMP cache; empty for any other."""
    is_google = re.search(r"(?:\A|\.)google\.[a-z.]{2,6}\Z", host) and path.startswith("/amp/")
    found = _GOOGLE_COPY.match(path) if is_google or host.endswith(".cdn.ampproject.org") else None
    return f"https://{found[1]}" if found else ""


def plain_path(path: str, *, has_query: bool) -> str:
    """The path without index page, AMP and print suffixes.

    index.php is kept if a query names the page.
    """
    path = _SESSION.sub("", path).rstrip("/")
    while (plainer := _one_form_less(path, has_query=has_query)) != path:
        path = plainer
    return path


def _one_form_less(path: str, *, has_query: bool) -> str:
    path = _AMP_SUFFIX.sub("", path)
    segments = path.split("/")
    if len(segments) > 2 and segments[1].lower() == "amp":
        del segments[1]
    if len(segments) > 2 and _AMP.match(segments[-1]):
        segments.pop()
    if len(segments) > 2 and _PRINT.match(segments[-1]) and _ONE_PAGE.search(segments[-2]):
        segments.pop()
    if _INDEX.match(segments[-1]) and not (has_query and ".php" in segments[-1].lower()):
        segments.pop()
    return "/".join(segments).rstrip("/")


def plain_query(query: str) -> str:
    """The parameters in order, without those of form alone."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted((name, value) for name, value in pairs if not _is_form(name, value)))


def video_of(parts: SplitResult, host: str) -> str:
    """The id of a film at YouTube, whatever leads to it; empty for anything else."""
    if host == "youtu.be":
        found = parts.path.strip("/")
        return found if _VIDEO_ID.match(found) else ""
    if host != "youtube.com":
        return ""
    if parts.path.rstrip("/") == "/watch":
        return next((value for name, value in parse_qsl(parts.query) if name == "v" and _VIDEO_ID.match(value)), "")
    shown = _VIDEO_PATH.match(parts.path)
    return shown[1] if shown else ""


def telling_fragment(fragment: str) -> str:
    """The fragment if it names a page or an entry of its own, else "".

    A mere position on the page is the same page.
    """
    return fragment if _ROUTE.match(fragment) or _LIVE_ENTRY.match(fragment) else ""


def _is_form(name: str, value: str) -> bool:
    name = name.lower()
    if name not in _FORM:
        return False
    wanted = _FORM[name]
    if wanted:
        return value.lower() == wanted
    return value.lower() in ("", "1", "true", "yes", "ja", "on") or name in ("amp_js_v", "usqp")


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
    """Unwrap what a mail program or network wrapped; return any other address unchanged."""
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
