"""The cookies of one chain of redirects (RFC 6265), which some servers insist on.

They live as long as the request. Nothing is kept, so nobody is known again.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.domain.url import host_of

# RFC 6265 6.1 asks for at least as many and as long; more than that helps nobody within ten redirects.
_MOST, _LONGEST = 50, 4096


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
    """Those set so far. Compare `state` to know whether anything has changed."""

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
        if (domain and not _may_set(host, domain)) or len(pair) > _LONGEST or not (name or value):
            return
        path = given.get("path", "")
        path = path if path.startswith("/") else _default_path(url)
        key = domain or host, path, name
        if given.get("max-age", "1").lstrip("-").isdigit() and int(given.get("max-age", "1")) <= 0:
            self._cookies.pop(key, None)
        elif key in self._cookies or len(self._cookies) < _MOST:
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
