"""The web addresses inside a curator's text: Markdown links, <addresses>, bare ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.domain.secrets import secrets_in, without_secrets
from digest.domain.text import lazy_pattern
from digest.domain.url import canonical, is_web_address

# An address begins where no word goes on. "](" ends one that is the words of a Markdown link.
_ADDRESS = lazy_pattern(r"(?i)(?<![^\W_])(?:https?://|www\.(?=[^\W_]))(?:(?!\]\()[^\s<>\"“”„»«])+")
# A mail address as GFM 6.9 has it. A local part has 64 characters at most (RFC 5321 §4.5.3.1.1).
_MAIL = lazy_pattern(r"(?a)(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9][\w-]*(?:\.[\w-]*[a-z0-9])+(?![\w-])", re.IGNORECASE)
_BEHIND = frozenset(".,;:!?'*_~’‘…")
_ESCAPED = lazy_pattern(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class BareAddress:
    """A web address without marks around it, from `start` to `end`; `url` is its target."""

    start: int
    end: int
    url: str


def bare_addresses(text: str) -> Iterator[BareAddress]:
    """The web and mail addresses of a text in their order, as GFM 6.9 finds them.

    Sentence marks behind an address do not belong to it, nor does a closing bracket that it did not open. An address
    that begins with "www." leads to http, as GFM has it; a mail address leads to `mailto:`.
    """
    found = [BareAddress(match.start(), match.end(), f"mailto:{match[0]}") for match in _MAIL.finditer(text)]
    for match in _ADDRESS.finditer(text):
        words = _without_end(match[0])
        url = _ESCAPED.sub(r"\1", words)  # Markdown's own escapes are no part of an address
        url = f"http://{url}" if url[:4].lower() == "www." else url[:5].lower() + url[5:]
        if is_web_address(url):
            found.append(BareAddress(match.start(), match.start() + len(words), url))
    found.sort(key=lambda address: (address.start, -address.end))
    end = 0
    for address in found:
        if address.start >= end:  # "https://ich@a.example" holds no mail address
            yield address
            end = address.end


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses in the order of the text, each once, in marks or bare."""
    found = (address.url for address in bare_addresses(text) if not address.url.startswith("mailto:"))
    return tuple(dict.fromkeys(found))


def text_without_secrets(text: str) -> str:
    """Remove the secrets from the text's addresses; one with a secret in its path is kept."""
    for address in reversed(list(bare_addresses(text))):
        words = text[address.start : address.end]
        if secrets_in(address.url) and (plain := address_without_secrets(words)) != words:
            text = text[: address.start] + plain + text[address.end :]
    return text


def address_without_secrets(url: str) -> str:
    """The address without its secrets; as it is if it would no longer lead to its page."""
    plain = without_secrets(url)
    return url if "***" in plain else plain


def pages_in(text: str) -> tuple[str, ...]:
    """The canonical addresses of the pages that a text links to."""
    return tuple(dict.fromkeys(canonical(url) for url in links_in(text)))


def _without_end(url: str) -> str:
    """The address without what stands behind it."""
    surplus = url.count(")") - url.count("(")
    has_bracket = "[" in url
    end = len(url)
    while end:
        last = url[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in _BEHIND and (last != "]" or has_bracket):
            break
        end -= 1
    return url[:end]
