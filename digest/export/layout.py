"""An edition laid out in a style: the parts of each entry, equal for every format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from digest.domain.document import RenderOptions
from digest.domain.edition import Assembled
from digest.domain.month import is_month
from digest.domain.quotes import set_quotes
from digest.domain.text import harmless
from digest.export.content import ShownPick, language_tag, line, shown_pick, typed
from digest.export.words import Words, language_name, words_of

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
