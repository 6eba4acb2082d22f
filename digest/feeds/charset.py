"""From the bytes of an answer to text: which characters they mean.

The standards' order (byte order mark, HTTP header, XML declaration: RFC 7303 §3) is right for servers that know what
they send. Many do not, so bytes that are valid UTF-8 are UTF-8 whatever anybody says: other encodings hardly ever
produce that by chance.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping

from digest.domain.text import lazy_pattern

_DECLARED = lazy_pattern(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})""")
_IN_HEADER = lazy_pattern(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with that one's mark
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),  # without a mark: XML 1.0, appendix F
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
# Encodings whose bytes are all ASCII: that they are valid UTF-8 says nothing.
_SEVEN_BIT = ("iso-2022", "iso2022", "hz", "utf-7", "utf7", "csiso2022")
# As browsers read them (WHATWG Encoding): the declared set is a subset of what people write under its name.
_WIDER = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252",
    "latin1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
}  # fmt: skip
# Python's codecs that are no character encodings, or do more than decode.
_NOT_FOR_FEEDS = (
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-7",
    "utf7",
    "undefined",
    "mbcs",
    "oem",
)


def read_text(body: bytes, headers: Mapping[str, str]) -> str:
    """Decode a body; never raises.

    What cannot be read becomes U+FFFD. `headers`: names in any case.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    named = list(_named(body, headers))
    if not any(name.startswith(_SEVEN_BIT) for name in named):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            if _is_nearly_utf8(body):
                return body.decode("utf-8", "replace")
    for name in named:
        try:
            return body.decode(_WIDER.get(name, name))
        except (UnicodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def _named(body: bytes, headers: Mapping[str, str]) -> Iterator[str]:
    """The encodings that document and server name, the document first.

    A server's is often its default.
    """
    found = _DECLARED.match(body[:400])
    if found:
        yield from _usable(found[1].decode("ascii"))
    for name, value in headers.items():
        if name.lower() == "content-type" and (in_header := _IN_HEADER.search(value)):
            yield from _usable(in_header[1])


def _usable(name: str) -> Iterator[str]:
    name = name.lower()
    if name in _NOT_FOR_FEEDS or name.startswith(("utf-16", "utf16", "utf-32", "utf32")):
        return  # these would have shown by their mark or their zero bytes
    try:
        if codecs.lookup(name).name.replace("_", "-") in ("utf-8", "utf-8-sig"):
            return
    except LookupError:
        return
    yield name


def _is_nearly_utf8(body: bytes) -> bool:
    """True for UTF-8 with a few bad bytes: cut inside a character, or pasted from elsewhere.

    Latin-1 text read as UTF-8 is wrong at nearly every umlaut, so the comparison is never close.
    """
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(body) - len(text) - 2 * bad  # at least the continuation bytes of well-formed characters
    return good > 4 * bad
