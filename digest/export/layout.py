"""An edition laid out in a style, with its picks made safe: the same for every format.

And the few words that an export adds of its own. Nothing is escaped for a format yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from digest.config.clock import is_english
from digest.domain.document import RenderOptions
from digest.domain.edition import Assembled, Edition, Pick
from digest.domain.month import is_month
from digest.domain.quotes import set_quotes
from digest.domain.shown_address import shown_host
from digest.domain.text import curator_line, curator_text, harmless, slug
from digest.domain.url import site_of, web_address, without_tracking

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


def document_name(edition: Edition, language: str, extension: str) -> str:
    """ "2017-04-lesetipps.md": from the id alone, so that no title can lead out of a folder."""
    month = edition.id if is_month(edition.id) else slug(edition.id, 40) or "edition"
    return f"{month}-{'reading-tips' if is_english(language) else 'lesetipps'}.{extension}"


@dataclass(frozen=True, slots=True)
class Words:
    """`quotes` are the opening and the closing mark; the others are labels of the texts."""

    notice: str
    own_posts: str
    tips: str
    privacy: str
    unsubscribe: str
    all_editions: str
    previous: str
    next: str
    feed: str
    also_at: str
    mail: str
    quotes: tuple[str, str]


_GERMAN = Words(
    notice="Anzeige",
    own_posts="In eigener Sache",
    tips="Lesetipps",
    privacy="Datenschutz",
    unsubscribe="Abmelden",
    all_editions="Alle Ausgaben",
    previous="Vorige Ausgabe",
    next="Nächste Ausgabe",
    feed="Feed",
    also_at="Auch erschienen bei",
    mail="Newsletter",
    quotes=("„", "“"),
)
_ENGLISH = Words(
    notice="Advertisement",
    own_posts="Our own posts",
    tips="Reading tips",
    privacy="Privacy",
    unsubscribe="Unsubscribe",
    all_editions="All editions",
    previous="Previous edition",
    next="Next edition",
    feed="Feed",
    also_at="Also published at",
    mail="Newsletter",
    quotes=("“", "”"),
)


def language_name(tag: str, language: str) -> str:
    """A language's name in the edition's language (CLDR), "Englisch"; else the tag itself."""
    from babel import Locale, UnknownLocaleError

    try:
        shown = Locale.parse("en" if is_english(language) else "de")
        return Locale.parse(tag, sep="-").get_language_name(shown) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def words_of(language: str) -> Words:
    """English ones for English editions, German ones for all others."""
    return _ENGLISH if is_english(language) else _GERMAN


_SEPARATORS = {"A": " | ", "B": "", "C": ": ", "D": ""}


@dataclass(frozen=True, slots=True)
class LaidEntry:
    """One entry as its style has it; nothing in it is escaped yet.

    `number` is 1…n over the whole edition, 0 if entries have none. `category` is empty in the styles that do not
    show it; else `separator` stands behind it. `credit` goes below the title and `medium` behind it, both in
    parentheses; either may be empty.
    """

    number: int
    category: str
    separator: str
    medium: str
    credit: str
    style: str
    pick: ShownPick

    @property
    def headed(self) -> bool:
        """False in style D: `pick.place` is the link, and there is no title."""
        return self.style != "D"

    @property
    def lead(self) -> str:
        """What stands before the linked title: "Krise | Anzeige: "."""
        notice = f"{self.pick.notice}: " if self.pick.notice else ""
        return (self.category + self.separator if self.category else "") + notice

    @property
    def bulleted(self) -> bool:
        """True for style C without numbers, a list."""
        return self.style == "C" and not self.number

    @property
    def marker(self) -> str:
        """ "3. " if entries are numbered."""
        return f"{self.number}. " if self.number else ""


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Entries under one heading; it is empty if the edition has only one group."""

    heading: str
    entries: tuple[LaidEntry, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """An edition laid out: titles are plain lines; `intro`, `outro`, `footer` are Markdown.

    `language` is a BCP 47 tag.

    `shows_title` False leaves it to the system around. `month` is "2026-11", or empty if the id is no month.
    """

    title: str
    shows_title: bool
    language: str
    month: str
    preheader: str
    intro: str
    groups: tuple[EntryGroup, ...]
    outro: str
    footer: str
    style: str
    words: Words

    @property
    def entries(self) -> tuple[LaidEntry, ...]:
        return tuple(entry for group in self.groups for entry in group.entries)


def laid_out(assembled: Assembled, options: RenderOptions) -> Laid:
    """The edition in the style and with the blocks that `options` ask for."""
    edition, language, quotes = assembled.edition, assembled.language, options.quotes
    picks = [_quoted(shown_pick(pick, language), quotes) for pick in assembled.picks]
    return Laid(
        title=set_quotes(line(assembled.title), quotes),
        shows_title=options.title,
        language=language_tag(language) or "de",
        month=edition.id if is_month(edition.id) else "",
        preheader=set_quotes(line(edition.preheader), quotes),
        intro=set_quotes(typed(edition.intro), quotes),
        groups=tuple(_groups(picks, options, language)),
        outro=set_quotes(typed(edition.outro), quotes),
        footer=set_quotes(typed(options.footer), quotes),
        style=options.style,
        words=words_of(language),
    )


def _quoted(pick: ShownPick, style: str) -> ShownPick:
    """Set that style's quotation marks in the curator's title, comment and quotation."""
    return replace(
        pick,
        title=set_quotes(pick.title, style),
        comment=set_quotes(pick.comment, style),
        quotation=set_quotes(pick.quotation, style),
    )


def _groups(picks: list[ShownPick], options: RenderOptions, language: str) -> Iterator[EntryGroup]:
    own = [pick for pick in picks if pick.own_post] if options.own_posts else []
    rest = [pick for pick in picks if not (options.own_posts and pick.own_post)]
    words, start = words_of(language), 1
    for heading, chosen in ((words.own_posts, own), (words.tips if own else "", rest)):
        if chosen:
            laid = (_laid(pick, number, options, language) for number, pick in enumerate(chosen, start))
            yield EntryGroup(heading, tuple(laid))
            start += len(chosen)


def _laid(pick: ShownPick, number: int, options: RenderOptions, language: str) -> LaidEntry:
    style = options.style
    origin = pick.author if style == "D" else pick.credit
    origin = origin if options.credit or style == "B" else ""
    spoken = language_name(pick.language, language) if options.languages and pick.language else ""
    medium = ", ".join(filter(None, (pick.medium, spoken)))
    return LaidEntry(
        number=number if options.numbered else 0,
        category=pick.category if style in "AC" else "",
        separator=harmless(" ".join(options.separator.splitlines())) or _SEPARATORS[style],
        # Style B has one pair of parentheses for all: (ndr.de, Video, 12:44 Minuten).
        medium="" if style == "B" else medium,
        # Source and author are the page's facts; who pointed to it was typed to be named, with any options.
        credit=", ".join(filter(None, (origin, medium if style == "B" else "", pick.via))),
        style=style,
        pick=pick,
    )
