"""One request through its redirects: where answers lead, which cookies and secrets go along.

Cookies (RFC 6265), which some servers insist on, live as long as the request. Nothing is kept, so nobody is known
again.
"""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from digest.domain.health import Failure, FailureKind
from digest.domain.secrets import masked
from digest.domain.text import lazy_pattern, one_line
from digest.domain.url import host_of, web_address

if TYPE_CHECKING:
    from digest.feeds.client import Answer, Request

#: Statuses that redirect if they name a Location (RFC 9110 15.4), 300 as in browsers.
REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
#: Those that do so for good (15.4.2, 15.4.9).
PERMANENT = frozenset({301, 308})

_DEFAULT_PORTS = {"http": 80, "https": 443}


def redirect_target(base: str, location: str) -> str | Failure:
    """The absolute http(s) address of a Location field, without user name and password.

    `location` as received, decoded as Latin-1; raw UTF-8 in it is understood, as browsers do.
    """
    with contextlib.suppress(UnicodeError):  # then it really is Latin-1
        location = location.encode("latin-1").decode()
    try:
        joined = urljoin(base, location.strip())
        scheme = urlsplit(joined).scheme
    except ValueError:
        return Failure(FailureKind.BAD_ADDRESS, {"url": shown(location)})
    if scheme not in ("http", "https"):
        return Failure(FailureKind.REDIRECT_SCHEME, {"host": host_of(base), "scheme": one_line(scheme, 20)})
    url = web_address(joined)
    if url is None:
        return Failure(FailureKind.BAD_ADDRESS, {"url": shown(joined)})
    return without_userinfo(url)


def carries_secrets(first: str, url: str) -> bool:
    """True if the secrets of `first` (password, own header fields) may be sent to `url`.

    That is the same scheme, host and port; and the same host over https if it was http, on their own ports.
    """
    if first == url:
        return True
    ours, theirs = urlsplit(first), urlsplit(url)
    if ours.hostname != theirs.hostname:
        return False
    if (ours.scheme, _port(ours)) == (theirs.scheme, _port(theirs)):
        return True
    return (ours.scheme, _port(ours), theirs.scheme, _port(theirs)) == ("http", 80, "https", 443)


def without_userinfo(url: str) -> str:
    """The address without its user name and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def with_userinfo_of(url: str, source: str) -> str:
    """`url` with the user name and password of `source`."""
    userinfo, at, _ = urlsplit(source).netloc.rpartition("@")
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{userinfo}@{parts.netloc}")) if at else url


def shown(address: str) -> str:
    """A broken address for a failure; anything before an @ may be a password and is cut."""
    return re.sub(r"//.*@", "//***@", one_line(masked(address), 300))


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)


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
    """The absolute address a page leads on to within seconds; "" if it is to be read itself.

    By the Refresh field or `<meta http-equiv="refresh">`, after WHATWG HTML's "shared declarative refresh steps". Hugo,
    Jekyll and Astro leave such a page at every old address.
    """
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


# RFC 6265 6.1 asks for at least as many and as long; more than that helps nobody within ten redirects.
_MOST_COOKIES, _LONGEST_COOKIE = 50, 4096


@dataclass(frozen=True, slots=True)
class _Cookie:
    value: str
    domain: str
    with_subdomains: bool
    path: str
    secure: bool

    def goes_to(self, host: str, path: str, scheme: str) -> bool:
        """RFC 6265 5.1.3 and 5.1.4."""
        is_below = self.with_subdomains and host.endswith(f".{self.domain}")
        if not (host == self.domain or is_below) or (self.secure and scheme != "https"):
            return False
        return path == self.path or path.startswith(self.path.rstrip("/") + "/")


class Cookies:
    """The cookies set so far. Compare `state` to know whether anything has changed."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], _Cookie] = {}

    @property
    def state(self) -> frozenset[tuple[tuple[str, str, str], str]]:
        return frozenset((key, cookie.value) for key, cookie in self._cookies.items())

    def take(self, url: str, fields: Iterable[str]) -> None:
        """The Set-Cookie fields of an answer from `url`."""
        for field in fields:
            self._set(url, field)

    def field(self, url: str) -> str:
        """The Cookie field for a request to `url`, longer paths first; empty if there is none."""
        if not self._cookies:
            return ""
        parts = urlsplit(url)
        host, path = host_of(url), parts.path or "/"
        going = [(key[2], cookie) for key, cookie in self._cookies.items() if cookie.goes_to(host, path, parts.scheme)]
        going.sort(key=lambda pair: -len(pair[1].path))
        return "; ".join(f"{name}={cookie.value}" if name else cookie.value for name, cookie in going)

    def _set(self, url: str, field: str) -> None:
        pair, *attributes = field.split(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals:
            name, value = "", name
        given = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in attributes)}
        host = host_of(url)
        domain = given.get("domain", "").lower().removeprefix(".")
        if (domain and not _may_set(host, domain)) or len(pair) > _LONGEST_COOKIE or not (name or value):
            return
        path = given.get("path", "")
        path = path if path.startswith("/") else _default_path(url)
        key = domain or host, path, name
        if given.get("max-age", "1").lstrip("-").isdigit() and int(given.get("max-age", "1")) <= 0:
            self._cookies.pop(key, None)
        elif key in self._cookies or len(self._cookies) < _MOST_COOKIES:
            self._cookies[key] = _Cookie(value, domain or host, bool(domain), path, "secure" in given)


def _may_set(host: str, domain: str) -> bool:
    """RFC 6265 5.3.6: a host sets cookies for itself and parent domains, no top-level domain."""
    if host == domain:
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in domain and host.endswith(f".{domain}")
    return False


def _default_path(url: str) -> str:
    """RFC 6265 5.1.4."""
    return urlsplit(url).path.rpartition("/")[0] or "/"


#: Redirects that are followed for one request.
MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: the status that caused it and the absolute address that it led to.

    Status 200 stands for a page that leads on by itself (`refresh_target`).
    """

    status: int
    url: str


class Chain:
    """A chain of requests that begins at `url`.

    Cookies are kept from hop to hop; one page that redirects by itself is followed.
    """

    def __init__(self, request: Request, url: str) -> None:
        self.url = url
        self.redirects: list[Redirect] = []
        self._request = request
        self._first = url
        self._cookies = Cookies()
        self._refreshed = False
        self._digest = ""
        self._seen = {(url, self._cookies.state)}

    @property
    def carries_secrets(self) -> bool:
        """True if what belongs to the first address may be sent to the present one."""
        return carries_secrets(self._first, self.url)

    def fields(self) -> dict[str, str]:
        """The fields that the way so far asks for: Cookie, Authorization."""
        fields = {}
        if cookie := self._cookies.field(self.url):
            fields["cookie"] = cookie
        user, password = self._request.user, self._request.password
        if self.carries_secrets and self._digest:
            fields["authorization"] = self._digest
        elif self.carries_secrets and (user or password):
            pair = base64.b64encode(f"{user}:{password}".encode())  # UTF-8: RFC 7617 2.1
            fields["authorization"] = f"Basic {pair.decode('ascii')}"
        return fields

    def take(self, cookies: Iterable[str]) -> None:
        """Keep the Set-Cookie fields of the present address's answer."""
        self._cookies.take(self.url, cookies)

    def goes_on(self, answer: Answer) -> bool | Failure:
        """True if another request must follow, to `url` with `fields`; a Failure at a dead end."""
        if self._may_answer_challenge(answer):
            return True
        status, target = self._led_to(answer)
        if not target:
            return False
        if isinstance(target, Failure):
            return target
        self.redirects.append(Redirect(status, target))
        visit = target, self._cookies.state
        if visit in self._seen or len(self.redirects) > MOST_REDIRECTS:
            count = str(len(self.redirects))
            return Failure(FailureKind.REDIRECTS, {"host": host_of(self._first), "count": count})
        self._seen.add(visit)
        self.url = target
        return True

    def _led_to(self, answer: Answer) -> tuple[int, str | Failure]:
        location = answer.headers.get("location", "")
        if answer.status in REDIRECTS and location:
            return answer.status, redirect_target(self.url, location)
        if answer.is_success and not self._refreshed:
            self._refreshed = True
            return 200, refresh_target(answer.body, answer.headers, self.url)
        return 0, ""

    def _may_answer_challenge(self, answer: Answer) -> bool:
        """True once, if the first address's server asks for digest authentication (RFC 7616)."""
        user, password = self._request.user, self._request.password
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status != 401 or self._digest or not (user or password) or not self.carries_secrets:
            return False
        if "digest" not in challenge.lower():
            return False
        from digest.feeds.digest_auth import authorisation

        self._digest = authorisation(challenge, self._request.method, self.url, user, password)
        return bool(self._digest)
