"""Which address a page really has, from what it states, which is often wrong.

RFC 6596 lets rel=canonical name any page that stands for this one. Believed is only what is no other page: an address
on the page's own site that is a plausible variant of the one asked, or on which two of the page's own words agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from digest.domain.url import canonical, host_of, web_address

_HOST_PREFIX = re.compile(r"\A(?:www\d*|m|mobil|mobile|amp)\.(?=[^.]+\.)")
# The last part of a path that says nothing of the page: of /lage/index.html, /lage/amp and /lage.html "lage" is left.
_NOTHING = re.compile(r"\A(?:index|default)(?:\.\w{2,5})?\Z|\A(?:amp|print|drucken|mobile)\Z", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:\.amp)?\.(?:html?|xhtml|php|aspx?|jsp|amp)\Z", re.IGNORECASE)
# Programs to which the query says which page is meant.
_PROGRAM = re.compile(r"\.(?:php|aspx?|jsp|cgi|pl|do|dll)\Z", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d{2}(?:[01]\d(?:[0-3]\d)?)?\Z")


def own_address(url: str, canonicals: Iterable[str], elsewhere: Iterable[str]) -> str:
    """The address that a page at `url` claims, absolute, if credible; else empty.

    `canonicals` are its rel=canonical, then its og:url; `elsewhere` other places that name it (JSON-LD). An address
    with a password, of another site, or of the start page (named on every page by a careless template) is none.
    """
    claims = [claim for claim in (_claim(word, url) for word in canonicals) if claim]
    others = [claim for claim in (_claim(word, url) for word in elsewhere) if claim]
    said = [canonical(claim) for claim in (*claims, *others)]
    return next((claim for claim in claims if _is_variant(claim, url) or said.count(canonical(claim)) > 1), "")


def same_site(one: str, other: str) -> bool:
    """Equal hosts but for `www.` and the like, or one below the other.

    Two names below one domain are not enough: on blog hosts they are two people.
    """
    a, b = site_of(one), site_of(other)
    return a == b or ("." in b and a.endswith("." + b)) or ("." in a and b.endswith("." + a))


def site_of(url: str) -> str:
    """The host without what stands for its form alone (`www.`, `m.`, `amp.`)."""
    return _HOST_PREFIX.sub("", host_of(url))


def _claim(word: str, url: str) -> str:
    """The claimed address, absolute; empty if it cannot be one of the page's own."""
    try:
        address = web_address(urljoin(url, word)) if word else None
    except ValueError:  # "http://[": no address
        return ""
    if address is None or "@" in urlsplit(address).netloc or not same_site(address, url):
        return ""
    claimed, asked = urlsplit(address), urlsplit(url)
    is_start = not claimed.path.strip("/") and not claimed.query
    return "" if is_start and (asked.path.strip("/") or asked.query) else address


def _is_variant(claim: str, url: str) -> bool:
    """True if only host, suffix, folders or idle parameters differ, or the number is shared."""
    if canonical(claim) == canonical(url):
        return True
    claimed, asked = urlsplit(claim), urlsplit(url)
    shared = _numbers(claimed) & _numbers(asked)
    if any(len(number) >= 5 and not _DAY.match(number) for number in shared):
        return True
    if _slug(claimed) != _slug(asked) or not _agree(_folders(claimed), _folders(asked)):
        return False
    if not set(parse_qsl(claimed.query)) <= set(parse_qsl(asked.query)):
        return False
    is_program = not _slug(asked) or bool(_PROGRAM.search(asked.path))
    return bool(claimed.query) or not asked.query or not is_program


def _numbers(parts: SplitResult) -> set[str]:
    """The numbers in the last part of the path and in the query."""
    return set(re.findall(r"\d+", f"{parts.path.rstrip('/').rpartition('/')[2]}?{parts.query}"))


def _slug(parts: SplitResult) -> str:
    """The last part of the path that says something, without suffix."""
    segments = [segment for segment in parts.path.lower().split("/") if segment and not _NOTHING.match(segment)]
    return _SUFFIX.sub("", segments[-1]) if segments else ""


def _folders(parts: SplitResult) -> set[str]:
    """The numbers of the whole path: years, months, days, chapters."""
    return set(re.findall(r"\d+", parts.path))


def _agree(one: set[str], other: set[str]) -> bool:
    """False for /2025/11/lesetipps and /2026/11/lesetipps: a series has one name and many pages."""
    return not one or not other or one <= other or other <= one
