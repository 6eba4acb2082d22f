"""What every format shows of a pick, made safe once.

Address, title, marks, credit and quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from digest.domain.edition import Pick
from digest.domain.shown_address import shown_host
from digest.domain.text import curator_line, curator_text
from digest.domain.url import site_of, web_address, without_tracking
from digest.export.words import words_of

# Code points that are no characters at all (Unicode 15, 23.7); HTML calls them parse errors, in any form.
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(f"{chr(n * 0x10000 + 0xFFFE)}-{chr(n * 0x10000 + 0xFFFF)}" for n in range(17)) + "]"
)
_TYPED_VIA = re.compile(r"(?i)\Avia(?:\s*:\s*|\s+|\Z)")
# BCP 47, as far as a `lang` attribute needs it.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class ShownPick:
    """A pick as it is published; its texts are harmless but not yet escaped for a format.

    `url` is empty if the pick has no address that a browser could open. `notice` stands before the title
    ("Anzeige"), `medium` behind it ("Video, 12 Minuten", "Paid"). `comment` is Markdown as typed. `quotation` has
    its marks and its source. `language` is a BCP 47 tag, only if it differs from the edition's.
    `credit` is source and author, `via` who pointed to it ("via PR-Blog"), `place` the name of the publication: the
    source, else the host of its address, else its title.
    """

    category: str
    title: str
    url: str
    comment: str
    notice: str
    medium: str
    credit: str
    via: str
    quotation: str
    language: str
    author: str
    place: str
    own_post: bool


def shown_pick(pick: Pick, language: str) -> ShownPick:
    """`language` is the edition's."""
    url = published_address(pick.url)
    tag = language_tag(pick.language)
    title = line(pick.shown_title) or line(pick.original_title) or url or "…"
    return ShownPick(
        category=line(pick.category),
        title=title,
        url=url,
        comment=typed(pick.comment),
        notice=words_of(language).notice if pick.sponsored else "",
        medium=line(pick.medium),
        credit=", ".join(filter(None, (line(pick.source), line(pick.author)))),
        via=_via(line(pick.via)),
        quotation=_quotation(pick, language),
        language=tag if tag.partition("-")[0].lower() != language_tag(language).partition("-")[0].lower() else "",
        author=line(pick.author),
        place=line(pick.source) or shown_host(site_of(url)) or title,
        own_post=pick.own_post,
    )


def line(text: str) -> str:
    """A title or name on one line, cut at 500 characters; no-break spaces stay as typed."""
    return _NONCHARACTER.sub("\ufffd", curator_line(text))


def typed(text: str) -> str:
    """The curator's own text, as it was typed, without empty lines around it."""
    return _NONCHARACTER.sub("\ufffd", curator_text(text)).strip(" \t\n")


def published_address(url: str) -> str:
    """The address without password and tracking parameters; "" if it is not http(s)."""
    address = web_address(url)
    if address is None:
        return ""
    parts = urlsplit(address)
    return without_tracking(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))


def language_tag(language: str) -> str:
    """ "de_AT" as HTML writes it, "de-AT"; empty for what is no tag."""
    tag = language.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _via(name: str) -> str:
    """ "via PR-Blog", in German as in English; the word is not doubled if it was typed."""
    name = _TYPED_VIA.sub("", name)
    return f"via {name}" if name else ""


def _quotation(pick: Pick, language: str) -> str:
    """The quotation in the language's marks, unless it has some, then its source (§ 63 UrhG)."""
    words = line(pick.quotation)
    if not words:
        return ""
    if words[0] not in "„“”\"»«‚‘'›‹":
        opening, closing = words_of(language).quotes
        words = f"{opening}{words}{closing}"
    quoted = line(pick.quotation_source) or line(pick.source)
    return f"{words} ({quoted})" if quoted else words
