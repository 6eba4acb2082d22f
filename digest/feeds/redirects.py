"""A redirect's target, and which secrets may go there: pure rules about pairs of addresses."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from digest.domain.health import Failure, FailureKind
from digest.domain.secrets import masked
from digest.domain.text import one_line
from digest.domain.url import host_of, web_address

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
