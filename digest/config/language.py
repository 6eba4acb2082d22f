"""The language of messages: which one, and `tell`, which puts a `Message` into it.

One language per process. The source texts are English; German comes from `locale/de/LC_MESSAGES/digest.mo`.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path

from digest.domain.message import Message
from digest.domain.secrets import masked_text

DOMAIN = "digest"
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"

_active: gettext.NullTranslations = gettext.NullTranslations()


def language_from(environ: Mapping[str, str]) -> str:
    """ "de" or "en", as LC_ALL, LC_MESSAGES or LANG say; the first that is set decides (POSIX, "Locale")."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name, ""):
            return "de" if value.lower().startswith("de") else "en"
    return "en"


def activate(language: str) -> None:
    """Make "de" or "en" the language of this process, for click's own words as well."""
    global _active
    _active = gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[language[:2]], fallback=True)


def translated(text: str) -> str:
    """A text without places; `_` in the front ends."""
    return _active.gettext(text) if text else text


def decimal(number: float) -> str:
    """A number with one decimal place, as the active language writes it: "1.5", in German "1,5"."""
    written = f"{number:.1f}"
    return written.replace(".", ",") if _active.info().get("language") == "de" else written


def storage(size: int) -> str:
    """So many bytes as people say it: "0 kB", "12 kB", "1.5 MB"."""
    if size < 1_000_000:
        return f"{-(-size // 1000)} kB"
    return f"{decimal(size / 1_000_000)} MB"


def tell(message: Message) -> str:
    """The message in the active language, its places filled; messages inside messages too. Secrets are masked."""
    if message.plural:
        template = _active.ngettext(message.template, message.plural, message.count)
    else:
        template = translated(message.template)
    return template.format_map(_Told(message.values))


class _Told(dict[str, object]):
    """Values for a template: a `Message` is told as well, an address is masked. A missing one shows as "?"."""

    def __getitem__(self, key: str) -> object:
        value = super().__getitem__(key)
        return tell(value) if isinstance(value, Message) else masked_text(value) if isinstance(value, str) else value

    def __missing__(self, key: str) -> str:
        return "?"
