"""Mail addresses: what may stand in a From field."""

from __future__ import annotations

import re

from digest.domain.hostname import ascii_host
from digest.domain.text import lazy_pattern

# The characters of an address that every mail server takes (RFC 5321 §4.1.2, "dot-string", and host names).
_ADDRESS = lazy_pattern(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
_NAMED = lazy_pattern(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")


def mail_address(text: str) -> tuple[str, str] | None:
    """Split "Jördis Althaus <j@example.org>", or the address alone, into name and address.

    Returns None for anything else. A domain outside ASCII is given as DNS knows it (xn--…), which every mail server
    takes (RFC 5890 2.3.2.1). A line end or control character is never part of either: it would begin a header field of
    its own (RFC 5322 §2.2).
    """
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", text):
        return None
    found = _NAMED.fullmatch(text.strip())
    name, address = (found["name"], found["address"].strip()) if found else ("", text.strip())
    local, at, domain = address.rpartition("@")
    if not domain.isascii():
        address = local + at + (ascii_host(domain) or "")
    return (_unquoted(name.strip()), address) if _ADDRESS.fullmatch(address) else None


def _unquoted(name: str) -> str:
    """Remove the quotation marks of a name in a header field (RFC 5322 §3.2.4, quoted-string)."""
    if len(name) > 1 and name[0] == name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1]).strip()
    return name.strip('"').strip()
