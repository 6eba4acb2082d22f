"""Text for searching, sorting and naming: folding, slugs, labels, harmless forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, AnyStr, cast


class _LazyPattern:
    """A compiled pattern's stand-in; each method is looked up once, then an attribute."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> object:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        found: object = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but compiled by the first use, so that no start waits for it.

    Asking for its `pattern` is no use of it.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))


# C0 except tab and line ends, DEL, C1: nothing a title or comment needs, everything a terminal obeys.
_CONTROL = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Bidirectional overrides, embeddings and isolates (Unicode 15, UAX 9) change the order of what stands beside them.
_BIDI = lazy_pattern("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Characters without width that only get in the way of reading and comparing. U+200D (ZWJ) is kept: emoji need it.
_INVISIBLE = lazy_pattern(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u2060-\u2064\u206a-\u206f\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_HIDDEN = lazy_pattern("|".join(pattern.pattern for pattern in (_CONTROL, _BIDI, _INVISIBLE)))
_SURROGATE = lazy_pattern("[\ud800-\udfff]")
# What `harmless` and `one_line` have to look at closely. Nearly no text has any of it, and one look is faster than six.
_HARM = lazy_pattern("|".join(pattern.pattern for pattern in (_CONTROL, _BIDI, _SURROGATE)) + "|\r")
# For a JSON document, in which C0 is escaped anyway; with the joiners and the separators of lines.
_IN_JSON = lazy_pattern("|".join((r"[\x7f-\x9f\u200d\u2028\u2029]", _BIDI.pattern, _INVISIBLE.pattern)))
_UNTIDY = lazy_pattern("  |" + _INVISIBLE.pattern)
_SPACE = lazy_pattern(r"\s+")
_PERHAPS_MARK = lazy_pattern("[^\x00-\u02ff]")  # no combining mark stands before U+0300
_LINE_END = lazy_pattern("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_LETTER = lazy_pattern(r"\w")

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
_FOLD_MAP = {
    "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2010": "-", "\u2011": "-", "\u00ad": "", "\u200b": "",
    "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip
# A search folds thousands of summaries: a pattern that rarely matches is faster than `translate` by far.
_FOLDED = lazy_pattern("[" + "".join(_FOLD_MAP) + "]")

# A sentence ends with its mark and white space behind it, or with a line.
_SENTENCE_END = lazy_pattern(r"(?<=[.!?…“”«»])\s+|\n+")


def one_line(text: str, limit: int = 500) -> str:
    """A stranger's title or name as plain text on one line.

    Control, escape, bidi and invisible characters go, lone surrogates become U+FFFD, white space is folded and
    the text cut at `limit` characters, between graphemes, with "…".
    """
    # Printable (str.isprintable) means no control, format or surrogate character, and no space but U+0020.
    if len(text) > limit or not text.isprintable() or _UNTIDY.search(text):
        text = _tidied(text[: limit * 8])
    text = unicodedata.normalize("NFC", text).strip()
    return text if len(text) <= limit else _cut(text, limit - 1).rstrip() + "…"


def curator_line(text: str, limit: int = 500) -> str:
    """A title or label as a curator typed it, on one line; no-break spaces stay.

    Otherwise as `one_line`, which also folds them; longer texts are cut by it. Empty if nothing in it is visible.
    """
    if len(text) > limit:
        return one_line(text, limit)
    return harmless(_LINE_END.sub(" ", text)).strip() if one_line(text) else ""


def curator_text(text: str) -> str:
    """Typed text with plain line ends, without empty lines around it or what no keyboard makes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text)).strip("\n")


def harmless(text: str) -> str:
    """Remove what moves the cursor, colours or reorders a terminal; line ends and tabs stay."""
    # Four looks in C at what nearly every text has, and all of it is printable: a third of what the pattern takes.
    if text.replace("\n", " ").replace("\t", " ").replace("\xa0", " ").isprintable() or not _HARM.search(text):
        return text
    return _SURROGATE.sub("\ufffd", _BIDI.sub("", _CONTROL.sub("", text.replace("\r", ""))))


def shown(text: str) -> str:
    """Make a text harmless for a terminal's list or message, without invisible characters."""
    return _INVISIBLE.sub("", harmless(text))


def escaped_json(text: str) -> str:
    """Escape in a JSON text what acts on a terminal or is invisible; its value is unchanged."""
    return _IN_JSON.sub(_as_escape, text)


def hidden_characters(text: str) -> list[str]:
    """The control, bidi and invisible characters of a text, in their order."""
    return _HIDDEN.findall(text)


def fold(text: str) -> str:
    """The comparing form: NFC, special spaces and hyphens plain, no case, ß as ss; umlauts kept."""
    text = _FOLDED.sub(lambda found: _FOLD_MAP[found[0]], unicodedata.normalize("NFC", text))
    return " ".join(text.casefold().split())


def search_keys(text: str) -> tuple[str, str]:
    """Both foldings a German search needs: ä as a, and ä as ae (CLDR `de`, search collation)."""
    return keys_of_folded(fold(text))


def keys_of_folded(folded: str) -> tuple[str, str]:
    """`search_keys` of a text, or of one word of it, that went through `fold`."""
    spelled = folded.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return _without_marks(folded), _without_marks(spelled)


def matches(needle: str, *haystack: str) -> bool:
    """True if every word of `needle` is found in the texts, in either spelling of umlauts."""
    texts = [search_keys(text) for text in haystack]
    return all(
        any(plain in text_plain or spelled in text_spelled for text_plain, text_spelled in texts)
        for plain, spelled in map(search_keys, dict.fromkeys(needle.split()))
    )


def matching_part(needle: str, text: str) -> str:
    """The text from the sentence on in which words of `needle` are found, the rest as "…".

    In either spelling of umlauts.

    All of them if one sentence has all, else the first sentence that has one; the whole text if none has.
    """
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    sentences = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    words = needle.split()
    with_all = [start for start, one in zip(starts, sentences, strict=True) if words and matches(needle, one)]
    with_one = [
        start for start, one in zip(starts, sentences, strict=True) if any(matches(word, one) for word in words)
    ]
    first = (*with_all, *with_one, 0)[0]
    return f"… {text[first:]}" if first else text


def sort_key(text: str) -> tuple[str, str]:
    """Dictionary order as DIN 5007-1 has it: ä beside a, ß as ss; the original breaks ties."""
    return _without_marks(fold(text)), text


def slug(text: str, limit: int = 80) -> str:
    """An ASCII name for files and anchors: "Künstliche Intelligenz" → "kuenstliche-intelligenz"."""
    text = unicodedata.normalize("NFC", text).translate(_GERMAN)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:limit].rstrip("-")


def count_words(text: str) -> int:
    """Words as a curator counts them: runs without white space that hold a letter or a digit."""
    return sum(_LETTER.search(word) is not None for word in text.split())


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    return _PERHAPS_MARK.sub(_kept_unless_mark, unicodedata.normalize("NFD", text))


def _kept_unless_mark(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


def _as_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _tidied(text: str) -> str:
    text = _SPACE.sub(" ", _SURROGATE.sub("\ufffd", text).replace("\x00", ""))
    return _SPACE.sub(" ", _INVISIBLE.sub("", _BIDI.sub("", _CONTROL.sub("", text))))


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut between graphemes (marks, joiners, selectors, flags)."""
    while 0 < limit < len(text) and (
        unicodedata.combining(text[limit])
        or text[limit] in "\u200d\ufe0e\ufe0f"
        or text[limit - 1] == "\u200d"
        or "\U0001f3fb" <= text[limit] <= "\U0001f3ff"
        or "\U0001f1e6" <= text[limit] <= "\U0001f1ff"
    ):
        limit -= 1
    return text[:limit]


def category_label(text: str) -> str:
    """A label as it is kept: one line of plain text, at most 80 characters."""
    return one_line(text, 80)


def known_spelling(label: str, known: Iterable[str]) -> str:
    """Return `label` in the spelling that is already known ("krise" → "Krise"), else as given.

    "ue" is compared as "ü".
    """
    label = category_label(label)
    wanted = search_keys(label)[1]
    for candidate in known:
        if search_keys(candidate)[1] == wanted:
            return candidate
    return label
