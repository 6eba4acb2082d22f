"""From an exception of the network to the `Failure` that tells it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from digest.domain.health import Failure, FailureKind
from digest.domain.text import one_line


def failure_behind(error: Exception, host: str, connect_seconds: float, proxy: str = "") -> Failure:
    """The failure behind an exception of the HTTP library, told by what first caused it.

    `proxy` is the one in between, "host:port": what keeps us from reaching it says nothing of `host`.
    """
    import httpcore2

    causes = list(_causes(error))
    if proxy and _is_the_proxys(causes):
        return Failure(FailureKind.PROXY, {"host": host, "proxy": proxy})
    if failure := _first_cause(causes, host):
        return failure
    for cause in causes:
        match cause:
            case httpcore2.TimeoutException():
                return Failure(FailureKind.TIMEOUT, {"host": host, "seconds": f"{connect_seconds:g}"})
            case httpcore2.LocalProtocolError():
                # Its text holds the header field, which may be a secret.
                return Failure(FailureKind.PROTOCOL, {"host": host, "reason": "a header field that cannot be sent"})
            case httpcore2.RemoteProtocolError():
                return Failure(FailureKind.PROTOCOL, {"host": host, "reason": one_line(str(cause), 120)})
            case httpcore2.ReadError() | httpcore2.WriteError():
                return Failure(FailureKind.PROTOCOL, {"host": host, "reason": "the connection broke"})
    return Failure(FailureKind.CONNECT, {"host": host})


def _first_cause(causes: list[BaseException], host: str) -> Failure | None:
    """What kept the connection from coming about: TLS, the address, the name."""
    from digest.feeds.transports import AddressRefused, NameUnknown

    for cause in causes:
        match cause:
            case ssl.SSLCertVerificationError():
                return Failure(FailureKind.TLS, {"host": host, "reason": one_line(cause.verify_message, 120)})
            case ssl.SSLError():
                said = str(cause.reason or "the handshake failed").replace("_", " ").lower()
                return Failure(FailureKind.HANDSHAKE, {"host": host, "reason": one_line(said, 120)})
            case AddressRefused():
                return Failure(FailureKind.PRIVATE_ADDRESS, {"host": host})
            case NameUnknown():
                return Failure(FailureKind.DNS, {"host": host})
            case ConnectionRefusedError():
                return Failure(FailureKind.REFUSED, {"host": host})
    return None


def _is_the_proxys(causes: list[BaseException]) -> bool:
    """True if the proxy could not be reached, or refused. TLS is spoken with the site behind it."""
    import httpcore2

    from digest.feeds.transports import NameUnknown

    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return False
    unreached = (NameUnknown, httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.ProxyError)
    return any(isinstance(cause, unreached) for cause in causes)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
