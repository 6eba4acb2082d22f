"""The address that a person means who types one, with a scheme or without.

One rule for all commands and fields.
"""

from __future__ import annotations

import re

from digest.domain.lazy_pattern import lazy_pattern
from digest.domain.url import web_address

_SCHEME = lazy_pattern(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)
_WITH_HOST = lazy_pattern(
    r"([^/?#\s@]+@)?(localhost|\[[0-9a-f:.]+\]|[^/?#\s:@]+\.[^/?#\s:@]+|[^/?#\s:@.]+(?=:\d))(:\d+)?([/?#]|\Z)", re.I
)


def addresses_of(typed: str) -> tuple[str, ...]:
    """The addresses that a person may mean, the likeliest first; none for what is no address.

    A bare "blog.example/news" is tried over https, then http, as browsers do it.
    """
    typed = typed.strip()
    if _SCHEME.match(typed):
        url = web_address(typed)
        return (url,) if url else ()
    bare = typed.lstrip("/")
    if not _WITH_HOST.match(bare):
        return ()
    return tuple(url for url in map(web_address, (f"https://{bare}", f"http://{bare}")) if url)


def address_of(typed: str) -> str | None:
    """The likeliest address, https if no scheme was typed; None if the text is no address."""
    return next(iter(addresses_of(typed)), None)
