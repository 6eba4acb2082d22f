"""The web addresses inside a curator's text: Markdown links, addresses in angle brackets, bare ones."""

from __future__ import annotations

import re

from digest.domain.url import canonical, is_web_address

_ADDRESS = re.compile(r"(?i)https?://[^\s<>\"“”„»«]+")
_BEHIND = ".,;:!?'*_’‘"


def links_in(text: str) -> tuple[str, ...]:
    """The addresses in the order in which they stand, each once; sentence marks behind one do not belong to it.

    A closing bracket belongs to an address only where it opened one, as GitHub's dialect has it (GFM 6.9).
    """
    found: dict[str, None] = {}
    for match in _ADDRESS.finditer(text):
        url = _without_end(match[0])
        if is_web_address(url):
            found.setdefault(url)
    return tuple(found)


def pages_in(text: str) -> tuple[str, ...]:
    """The canonical addresses of the pages that a text links to."""
    return tuple(dict.fromkeys(canonical(url) for url in links_in(text)))


def _without_end(url: str) -> str:
    while url:
        last = url[-1]
        if last in _BEHIND or (last == ")" and url.count(")") > url.count("(")) or (last == "]" and "[" not in url):
            url = url[:-1]
        elif "](" in url:  # the words of one Markdown link were an address themselves
            url = url[: url.index("](")]
        else:
            return url
    return url
