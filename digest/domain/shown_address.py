"""Web addresses as readers see them, in their own script unless that could deceive."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_to_bytes, urlsplit

from digest.domain.text import hidden_characters, lazy_pattern

_ESCAPES = lazy_pattern(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
# Scripts whose letters can be told apart by people who read one of them. Others, and those written from right to left,
# stay as they are: beside the Latin rest of an address they would be reordered.
_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA"})
# Latin letters of European languages that nobody takes for another (Latin-1 Supplement, Latin Extended-A, ș and ț).
_LATIN = frozenset(map(chr, [*range(0xDF, 0xF7), *range(0xF8, 0x180), 0x219, 0x21B])) - frozenset("ıĳĸŀŉſ")
# Letters that look like Latin ones: a name of nothing else stays in punycode, as in Chromium ("IDN in Google Chrome").
_LOOKALIKES = frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡв" + "αβγεηικνορτυχωϲϳ")
# Signs of other scripts that look like the marks which part an address.
_MARKS_OF_OTHERS = frozenset("ノンソゾ一丨丶丿〇ー工口")


def shown_address(url: str) -> str:
    """Decode punycode and percent-encoding for reading, if that is safe.

    Only letters, digits, dashes and emoji are decoded, never what is invisible, changes direction or looks like a
    mark of addresses. A label of the host stays in punycode if it mixes scripts or could be taken for Latin. Opened
    in a browser the result leads where `url` leads.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    if "xn--" in host and url.count(host) == 1:
        url = url.replace(host, shown_host(host))
    head, separator, rest = url.partition("://")
    return head + separator + _ESCAPES.sub(_decoded, rest)


def shown_host(host: str) -> str:
    """A host name for reading, as `shown_address` has it."""
    return ".".join(map(_shown_label, host.split(".")))


def _shown_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        name = label[4:].encode("ascii").decode("punycode")
        again = name.encode("punycode").decode("ascii")
    except UnicodeError:
        return label
    safe = (
        again == label[4:]
        and not name.isascii()
        and name == unicodedata.normalize("NFC", name).lower()
        and _is_clear(name)
    )
    return name if safe else label


def _is_clear(name: str) -> bool:
    """True if all letters are of one script, and not all of them could be Latin ones."""
    letters = [char for char in name if not char.isascii()]
    if not all(unicodedata.category(char) in ("Ll", "Lo") for char in letters) or _MARKS_OF_OTHERS & set(letters):
        return False
    scripts = {_script(char) for char in name if char.isalpha()}
    if scripts == {"LATIN"}:
        return _LATIN.issuperset(letters)
    if not scripts <= _SCRIPTS or not (len(scripts) == 1 or scripts <= _TOGETHER):
        return False
    return not _LOOKALIKES.issuperset(letters)


def _script(char: str) -> str:
    return unicodedata.name(char, "?").partition(" ")[0]


def _decoded(found: re.Match[str]) -> str:
    """A run of encoded bytes, with those decoded that are clear letters of UTF-8."""
    try:
        text = unquote_to_bytes(found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    shown, at, before = [], 0, found.string[found.start() - 1 : found.start()]
    for char in text:
        end = at + 3 * len(char.encode())
        readable = _is_readable(char, before)
        shown.append(char if readable else found[0][at:end])
        at, before = end, char if readable else ""
    return "".join(shown)


def _is_readable(char: str, before: str) -> bool:
    category = unicodedata.category(char)
    if category in ("Mn", "Mc"):  # an umlaut in two characters
        return bool(before) and len(unicodedata.normalize("NFC", before + char)) == 1
    if category in ("Lu", "Ll", "Lt", "Lo"):
        latin_sign = category == "Lo" and _script(char) == "LATIN"  # "ǃ", "ǀ"
        return _script(char) in _SCRIPTS and not (latin_sign or char in _MARKS_OF_OTHERS or hidden_characters(char))
    return category == "Pd" or "\U0001f300" <= char <= "\U0001faff" or char in "„“”‚‘’«»‹›…"
