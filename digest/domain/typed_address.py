"""The address that a person means who types one, with a scheme or without.

One rule for all commands and fields.
"""

from __future__ import annotations

import re

from digest.domain.errors import UsageError
from digest.domain.lazy_pattern import lazy_pattern
from digest.domain.message import Message, msg
from digest.domain.secrets import masked
from digest.domain.url import web_address

_SCHEME = lazy_pattern(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)
_WITH_HOST = lazy_pattern(
    r"([^/?#\s@]+@)?(localhost|\[[0-9a-f:.]+\]|[^/?#\s:@]+\.[^/?#\s:@]+|[^/?#\s:@.]+(?=:\d))(:\d+)?([/?#]|\Z)", re.I
)


#: What to do about a text that is none.
ADDRESS_FORM = msg("An address begins with https:// or http:// and names a host.")


def no_address(typed: str) -> Message:
    """The sentence for a text that is no web address."""
    return msg("“{url}” is not a web address.", url=masked(typed))


def not_an_address(typed: str) -> UsageError:
    """The error for a text that is no web address, typed where one is wanted."""
    return UsageError(no_address(typed), ADDRESS_FORM)


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
