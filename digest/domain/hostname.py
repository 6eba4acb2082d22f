"""Host names in the ASCII form that DNS uses: UTS 46, non-transitional, as in browsers.

The rule is "domain to ASCII" of the WHATWG URL standard. ß, ς and the joiners are letters of their own (IDNA2008), so
straße.example and strasse.example are two names with two owners.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digest.domain.text import lazy_pattern

# WHATWG URL, "forbidden domain code point", and what other characters may be mapped to (a fullwidth "％", "／"). That
# standard decodes percent signs first; here they are refused: nobody writes them but to hide a name.
_FORBIDDEN = lazy_pattern(r"[\x00-\x20\x7f<>\"\\^`{|}%/:?#@\[\]]")
_NUMBER = lazy_pattern(r"0[xX][0-9a-fA-F]*|[0-9]+", re.ASCII)
# An IPv4 address as it is usually written, with nothing to convert.
_USUAL_IPV4 = lazy_pattern(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\Z)|\Z)){4}")
_LONGEST_LABEL = 63
# Last labels that are reserved, or that networks use for themselves (ICANN: "internal").
_NEVER_PUBLIC = frozenset({"local", "localhost", "internal", "intranet", "lan", "corp", "home", "private", "onion"})


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str | None:
    """The name in lower case and ASCII, or None for an impossible one.

    Give the host as it is written: `SplitResult.hostname` has folded its case by other rules.
    """
    if ":" in host:
        return _ipv6(host)
    if _USUAL_IPV4.fullmatch(host):
        return host
    name = host.lower() if host.isascii() else _converted(host)
    if not name or _FORBIDDEN.search(name) or name.startswith(".") or ".." in name:
        return None
    return _ipv4(name) if _ends_in_number(name) else name


def _ends_in_number(host: str) -> bool:
    """WHATWG URL, "ends in a number": such a host is an IPv4 address, or none."""
    return _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]) is not None


def _ipv4(host: str) -> str | None:
    """Four decimal numbers (WHATWG URL, "IPv4 parser"): 0x7f.1 and 2130706433 are 127.0.0.1."""
    parts = host.removesuffix(".").split(".")
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):
        return None
    try:
        *first, last = map(_number, parts)
    except ValueError:  # an 8 or 9 in an octal number
        return None
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return None
    whole = last + sum(number * 256 ** (3 - place) for place, number in enumerate(first))
    return ".".join(map(str, whole.to_bytes(4, "big")))


def _number(text: str) -> int:
    if text[:2] in ("0x", "0X"):
        return int(text[2:] or "0", 16)
    if len(text) > 20:  # far beyond any address
        raise ValueError(text[:20])
    return int(text, 8 if len(text) > 1 and text.startswith("0") else 10)


def _ipv6(host: str) -> str | None:
    """The address in its shortest form; None if it has a zone, which is valid on one host only."""
    from ipaddress import IPv6Address  # hardly any address needs it

    try:
        return None if "%" in host else str(IPv6Address(host))
    except ValueError:
        return None


def is_public_host(host: str) -> bool:
    """False for a host of a private network: its addresses, or a name that is not in DNS."""
    from ipaddress import ip_address  # a rare question

    try:
        return ip_address(host).is_global
    except ValueError:
        pass
    labels = host.rstrip(".").split(".")
    return len(labels) > 1 and labels[-1] not in _NEVER_PUBLIC and labels[-2:] != ["home", "arpa"]


def unicode_host(host: str) -> str:
    """The name in its own letters; what is no Punycode stays as it is."""
    return ".".join(map(_unicode_label, host.split("."))) if "xn--" in host.lower() else host


def former_ascii_host(host: str) -> str | None:
    """The form that digest 0.1.0 stored (IDNA2003: ß became ss), to find its records.

    None if 0.1.0 accepted no such host.
    """
    if host.isascii():
        return ascii_host(host)
    try:
        return host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _unicode_label(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@lru_cache(maxsize=1024)
def _converted(host: str) -> str | None:
    import idna  # its tables take 20 ms, and most names are ASCII

    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        labels = [_label(label) for label in mapped.split(".")]
    except (idna.IDNAError, UnicodeError):
        return None
    if not any(labels) or any(len(label) > _LONGEST_LABEL for label in labels):
        return None
    return ".".join(labels).lower()


def _label(label: str) -> str:
    """Convert one label of the mapped name.

    Symbols, which IDNA2008 leaves out, pass: browsers resolve i❤.example.
    """
    import idna

    if label.isascii():
        return label
    idna.check_bidi(label)
    for place, character in enumerate(label):
        if character in "\u200c\u200d" and not idna.valid_contextj(label, place):
            raise idna.InvalidCodepointContext
    return f"xn--{label.encode('punycode').decode('ascii')}"
