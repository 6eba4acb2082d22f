"""One request through its redirects: the addresses so far, cookies, and fields to send.

Cookies (RFC 6265), which some servers insist on, live as long as the request. Nothing is kept, so nobody is known
again.
"""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.domain.health import Failure, FailureKind
from digest.domain.url import host_of
from digest.feeds.page_refresh import refresh_target
from digest.feeds.redirects import REDIRECTS, carries_secrets, redirect_target

if TYPE_CHECKING:
    from digest.feeds.client import Answer, Request


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

    Status 200 stands for a page that leads on by itself (`page_refresh`).
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
        if 200 <= answer.status < 300 and not self._refreshed:
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
