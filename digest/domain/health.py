"""What went wrong with a feed or page, as a value; its words are in `failure_sentences`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FailureKind(StrEnum):
    """Every way in which the outside world fails us. Stored by value: never rename one."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT = "connect"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    TLS = "tls"
    HANDSHAKE = "handshake"
    PROTOCOL = "protocol"
    PRIVATE_ADDRESS = "private-address"
    BAD_ADDRESS = "bad-address"
    REDIRECTS = "redirects"
    REDIRECT_SCHEME = "redirect-scheme"
    TOO_LARGE = "too-large"
    ENCODING = "encoding"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    GONE = "gone"
    TOO_MANY = "too-many"
    HTTP_STATUS = "http-status"
    EMPTY = "empty"
    WEB_PAGE = "web-page"
    NOT_A_FEED = "not-a-feed"
    DAMAGED = "damaged"
    PARSER = "parser"
    UNEXPECTED_304 = "unexpected-304"
    NO_TEXT = "no-text"
    PAYWALL = "paywall"
    CONSENT = "consent"
    LOGIN = "login"
    CHALLENGE = "challenge"
    SOFT_404 = "soft-404"


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure with its details: `status`, `host`, `seconds`, `size`, `found`, `reason`, ….

    All details are strings; `retry_after` is the server's wish in seconds.
    """

    kind: FailureKind
    detail: Mapping[str, str] = field(default_factory=dict)
