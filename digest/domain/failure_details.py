"""Details of failures in digest's own words, translatable; and why a feed is due when.

They are kept in the library in English, by value, so that what was stored in one language is told in another.
"""

from __future__ import annotations

from digest.domain.message import Message, msg

_REASONS: dict[str, Message] = {
    "it breaks off before its end": msg("it breaks off before its end"),
    "none of its entries can be read": msg("none of its entries can be read"),
    "too slow": msg("it takes longer than {seconds} seconds"),
    "crash": msg("the reader crashed"),
    "nonsense": msg("the reader answered nonsense"),
    "no start": msg("the reader could not be started"),
    "a header field that cannot be sent": msg("a header field that cannot be sent"),
    "the connection broke": msg("the connection broke"),
    "the handshake failed": msg("the handshake failed"),
    "certificate has expired": msg("it has expired"),
    "certificate is not yet valid": msg("it is not valid yet"),
    "certificate revoked": msg("it was revoked"),
    "wrong version number": msg("the server speaks no TLS"),
    "http request": msg("the server speaks no TLS"),
    "record layer failure": msg("the server speaks no TLS"),
    "unexpected eof while reading": msg("the connection broke"),
    "unsupported protocol": msg("its TLS is too old"),
    "tlsv1 alert protocol version": msg("its TLS is too old"),
    "dh key too small": msg("its TLS is too old"),
    "unsafe legacy renegotiation disabled": msg("its TLS is too old"),
    "tlsv1 unrecognized name": msg("the server does not know this name"),
    "MemoryError": msg("it takes more than {size} MB of memory"),
}
# What libraries say, by its beginning (OpenSSL's X509_verify_cert_error_string, h11, httpcore2).
_BEGINNINGS: tuple[tuple[str, Message], ...] = (
    ("self-signed certificate", msg("it is signed by the server itself only")),
    ("self signed certificate", msg("it is signed by the server itself only")),
    ("unable to get local issuer", msg("its issuer is not known here")),
    ("Hostname mismatch", msg("it is made out to another name")),
    ("IP address mismatch", msg("it is made out to another name")),
    ("unable to get issuer", msg("its issuer is not known here")),
    ("unable to verify the first", msg("its issuer is not known here")),
    ("peer closed connection", msg("it breaks off before its end")),
    ("Server disconnected", msg("no answer came")),
    ("Receive buffer too long", msg("its head has no measure")),
    ("illegal header line", msg("its head is garbled")),
    ("illegal status line", msg("its head is garbled")),
    ("illegal chunk", msg("its length is garbled")),
    ("malformed chunk", msg("its length is garbled")),
    ("bad Content-Length", msg("its length is garbled")),
    ("conflicting Content-Length", msg("its length is garbled")),
)

_WHEN: dict[str, Message] = {
    "minimum": msg("the usual interval"),
    "max-age": msg("the server says how long its answer holds"),
    "expires": msg("the server says how long its answer holds"),
    "ttl": msg("the feed's own rhythm"),
    "skip": msg("the feed asks to skip these hours"),
    "error": msg("further apart after errors"),
    "retry-after": msg("the server asked us to wait"),
    "gone": msg("given up by its publisher"),
}


def reason(text: str) -> Message | None:
    """A failure's `reason` for showing, or None for what only a library knows."""
    known = _REASONS.get(text)
    return known or next((message for beginning, message in _BEGINNINGS if text.startswith(beginning)), None)


def why_then(next_reason: str) -> Message | None:
    """Why the next check is then (`FetchState.next_reason`), in words; None if unplanned."""
    return _WHEN.get(next_reason)
