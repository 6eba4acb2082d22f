"""Response heads read as browsers do: invalid header fields are skipped.

h11 keeps to RFC 9112 by the letter. Servers do not: PHP prints its warnings between the fields, proxies put a blank
before a colon. One request goes over a connection, so that a field read otherwise by somebody on the way cannot
smuggle
a second answer.
"""

from __future__ import annotations

import re

from digest.domain.lazy_pattern import lazy_pattern

# Held back while the end of a head is awaited; of a longer one h11 says that it has no measure.
_LONGEST = 1 << 18
_END = lazy_pattern(rb"\r?\n\r?\n")
_STATUS = lazy_pattern(rb"HTTP/(\d)(?:\.(\d))?[ \t]+(\d{3})(?:[ \t]+(.*))?", re.IGNORECASE | re.DOTALL)
_NAME = lazy_pattern(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 5.6.2, "token"
_LENGTH = lazy_pattern(rb"\d+(?:[ \t]*,[ \t]*\d+)*")
_CONTROL = bytes(range(0x20)) + b"\x7f"
# What may begin a chunk: its size (RFC 9112 7.1).
_HEX = b"0123456789abcdefABCDEF"


class AnswerHead:
    """Passes on the bytes of one response with its head repaired, interim ones (103) too."""

    def __init__(self) -> None:
        self._held = b""
        self._ended = False
        self._without_body = False

    def asked(self, request: bytes) -> None:
        """Note the first bytes of the request: the answer to HEAD has no body to look at."""
        self._without_body = self._without_body or request.startswith(b"HEAD ")

    @property
    def ended(self) -> bool:
        """True if all that follows is body."""
        return self._ended

    def passed_on(self, data: bytes) -> bytes:
        """What can be handed on now that `data` has come."""
        if self._ended:
            return data
        self._held += data
        passed = b""
        while not self._ended:
            blank = len(self._held) - len(self._held.lstrip(b"\r\n"))
            found = _END.search(self._held, blank)
            if found is None:
                return passed + (self.rest() if len(self._held) > _LONGEST else b"")
            head, body = self._held[blank : found.end()], self._held[found.end() :]
            mended, status, is_chunked = _mended(head)
            if is_chunked and not self._without_body and status not in (204, 304):
                if not body:
                    return passed
                if body[:1] not in _HEX:  # it says chunked and is not
                    mended = _without_chunks(mended)
            passed, self._held = passed + mended, body
            self._ended = not (100 <= status < 200 and status != 101)
        return passed + self.rest()

    def rest(self) -> bytes:
        """The bytes held back, at the end of the connection or of the limit; then all is passed on."""
        self._ended = True
        held, self._held = self._held, b""
        return held


def _mended(head: bytes) -> tuple[bytes, int, bool]:
    """The head with its valid fields, its status (0 for none), and whether it is chunked."""
    lines = [line.removesuffix(b"\r") for line in head.rstrip(b"\r\n").split(b"\n")]
    status = _STATUS.fullmatch(lines[0].strip())
    if status is None:
        return head, 0, False
    minor = b"0" if status[1] == b"1" and status[2] == b"0" else b"1"
    reason = (status[4] or b"").translate(None, _CONTROL)
    kept = [b"HTTP/1." + minor + b" " + status[3] + b" " + reason]
    is_chunked, goes_on = False, False
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t"):  # folded: it belongs to the field before
            if goes_on and not _unspeakable(line):
                kept.append(line)
            continue
        field = _field(line)
        goes_on = bool(field)
        if field:
            kept.append(field)
            is_chunked = is_chunked or field == _CHUNKED
    return b"\r\n".join(kept) + b"\r\n\r\n", int(status[3]), is_chunked


_CHUNKED = b"transfer-encoding: chunked"


def _field(line: bytes) -> bytes:
    """A field in h11's form; empty if invalid, or a length or coding that browsers ignore."""
    name, colon, value = line.partition(b":")
    name, value = name.rstrip(b" \t"), value.strip(b" \t")
    if not colon or not _NAME.fullmatch(name) or _unspeakable(value):
        return b""
    match name.lower():
        case b"content-length" if not _LENGTH.fullmatch(value):
            return b""
        case b"transfer-encoding":
            return _CHUNKED if value.lower().rpartition(b",")[2].strip() == b"chunked" else b""
    return name + b": " + value


def _unspeakable(value: bytes) -> bool:
    return b"\0" in value or b"\r" in value


def _without_chunks(head: bytes) -> bytes:
    return b"\r\n".join(line for line in head.split(b"\r\n") if line != _CHUNKED)
