"""A text in its sentences, for quoting; abbreviations end none."""

from __future__ import annotations

import re

# The end of a sentence: its mark, closing quotation marks and brackets, white space, and a beginning behind it.
_END = re.compile(r"[.!?…][\"'”’“‘»«)\]]*\s+(?=[\"'„“‚‘»«(\[¿¡]*[\wÄÖÜ])|\n+")
# "z. B.", "Dr.", "Nr.", "12. Mai", "J. Beispiel": a full stop behind these ends nothing.
_NO_END = re.compile(
    r"(?:\b[A-Za-zÄÖÜäöü]|\b\d{1,2}|\b(?:Dr|Prof|Nr|St|Hr|Fr|Mr|Mrs|Ms|vgl|bzw|ca|evtl|usw|etc|inkl|Abs|Art|Bd|ggf|sog|"
    r"vs|No|Vol|Jan|Feb|Aug|Sept|Okt|Nov|Dez))\.\Z"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line, without empty ones."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if "\n" not in match[0] and _NO_END.search(text[max(0, match.start() - 12) : match.start() + 1]):
            continue
        found.append(text[start : match.end()])
        start = match.end()
    found.append(text[start:])
    tidy = (" ".join(one.split()) for one in found)
    return [one for one in tidy if one]


def quoted(chosen: list[int], found: list[str]) -> str:
    """Join the chosen sentences as one quotation; "[…]" marks what was left out between them."""
    parts: list[str] = []
    for before, number in zip([None, *chosen], chosen, strict=False):
        if before is not None and number != before + 1:
            parts.append("[…]")
        parts.append(found[number])
    return " ".join(parts)
