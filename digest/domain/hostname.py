"""Host names in the ASCII form that DNS knows: UTS 46, non-transitional, as browsers convert them.

The rule is "domain to ASCII" of the WHATWG URL standard. ß, ς and the joiners are letters of their own (IDNA2008), so
straße.example and strasse.example are two names with two owners.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult

# WHATWG URL, "forbidden domain code point", as far as a host that was cut out of an address can hold them.
_FORBIDDEN = re.compile(r"[\s<>\"\\^`{|}]")
# The rest of them: other characters may be mapped to these (a fullwidth "％", "／").
_FORBIDDEN_MAPPED = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}%/:?#@\[\]]")
_LONGEST_LABEL = 63


def host_as_written(parts: SplitResult) -> str:
    """The host of a split address in its own letters, without brackets; empty if there is none."""
    netloc = parts.netloc.rpartition("@")[2]
    if netloc.startswith("["):
        return netloc[1:].partition("]")[0]
    return netloc.partition(":")[0]


def ascii_host(host: str) -> str | None:
    """The name in lower case and ASCII, or None for an impossible one.

    Give the host as written (`host_as_written`): `SplitResult.hostname` has folded its case by other rules.
    """
    if host.isascii():
        return None if _FORBIDDEN.search(host) else host.lower()
    return _converted(host)


def unicode_host(host: str) -> str:
    """The name in its own letters; what is no Punycode stays as it is."""
    return ".".join(map(_unicode_label, host.split("."))) if "xn--" in host.lower() else host


def former_ascii_host(host: str) -> str | None:
    """The form that digest 0.1.0 stored (IDNA2003: ß became ss), to find what it has stored; None if it took none."""
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
    if _FORBIDDEN_MAPPED.search(mapped) or not any(labels) or any(len(label) > _LONGEST_LABEL for label in labels):
        return None
    return ".".join(labels).lower()


def _label(label: str) -> str:
    """One label of the mapped name. Symbols, which IDNA2008 leaves out, pass: browsers resolve i❤.example."""
    import idna

    if label.isascii():
        return label
    idna.check_bidi(label)
    for place, character in enumerate(label):
        if character in "\u200c\u200d" and not idna.valid_contextj(label, place):
            raise idna.InvalidCodepointContext
    return f"xn--{label.encode('punycode').decode('ascii')}"
