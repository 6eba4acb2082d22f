"""Rules about titles: cut off, with the site's name, repeated, of another month."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.domain.edition import Pick
from digest.domain.message import Message, msg, nmsg
from digest.domain.month import NAMED_MONTH, month_number
from digest.domain.preflight.remark import Checked, RemarkPlace, where
from digest.domain.text import count_words, fold
from digest.domain.url import site_of

#: What most mail programs show of a subject on a wide screen; phones show about 40.
LONG_SUBJECT = 70
#: What mail programs show of a preheader beside the subject.
LONG_PREHEADER = 140

Found = Iterator[tuple[Message, RemarkPlace]]

_CUT = re.compile(r"(?:…|\.{3}|\[…\]|\[\.{3}\])\Z")
_SITE_BEHIND = re.compile(r"\s[|–—»·•:-]{1,2}\s+([^|–—»·•\s][^|–—»·•]{1,60}(?:\s[|–—»·•-]\s+[^|–—»·•]{2,30})?)\Z")
_PARTS = re.compile(r"\s[|–—»·•:-]{1,2}\s+")
_ADDED = re.compile(r"(?:online|magazin|blog|news|de|com|net)\Z")
_END_OF_TITLE = 100
_LETTERS = re.compile(r"[\W_]+")


def _title(checked: Checked) -> str:
    """The edition's title as it goes out, or as it is being typed."""
    return checked.title if checked.edition.is_closed else checked.edition.title or checked.title


def title_cut(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        title = pick.shown_title.rstrip()
        if _CUT.search(title) and count_words(title) >= 3:
            yield (
                msg("Pick {position}: the title is cut off (“…”).", position=position),
                RemarkPlace(pick.id, position, "title"),
            )


def title_site(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        found = _SITE_BEHIND.search(pick.shown_title[-_END_OF_TITLE:])
        if found and not _names_of_site(pick).isdisjoint(_parts(found[1])):
            yield (
                msg(
                    "Pick {position}: the title ends with the name of the site, “{name}”.",
                    position=position,
                    name=found[1],
                ),
                RemarkPlace(pick.id, position, "title"),
            )


def _parts(behind: str) -> set[str]:
    """The names at the end of a title: whole, in parts, and without a word such as "Online"."""
    names = {_letters(part) for part in (behind, *_PARTS.split(behind))}
    return names | {_ADDED.sub("", name) for name in names}


def _names_of_site(pick: Pick) -> set[str]:
    """The site's names without spaces and signs: source, host, host without its last part."""
    host = site_of(pick.url)
    labels = host.split(".")
    names = {_letters(pick.source), _letters(host), _letters("".join(labels[:-1])), _letters(labels[-2:][0])}
    return {name for name in names if len(name) >= 3}


def _letters(text: str) -> str:
    return _LETTERS.sub("", fold(text))


def same_title(checked: Checked) -> Found:
    first: dict[str, tuple[int, str]] = {}
    for position, pick in checked.numbered():
        key = _letters(pick.shown_title)
        if not key or count_words(pick.shown_title) < 2:
            continue
        other, page = first.setdefault(key, (position, pick.canonical_url or pick.url))
        if other != position and page != (pick.canonical_url or pick.url):
            yield (
                msg("Picks {first} and {position} have the same title.", first=other, position=position),
                RemarkPlace(pick.id, position, "title"),
            )


def other_month(checked: Checked) -> Found:
    """Find a month or year that is not the edition's.

    In a title each counts; in intro, outro and preheader only a month together with its year.
    """
    year, number = int(checked.edition.id[:4]), int(checked.edition.id[5:7])
    named = [(month_number(found[1]), found[2]) for found in NAMED_MONTH.finditer(_title(checked))]
    other_year = any(stated and int(stated) != year for _, stated in named)
    if named and (number not in {month for month, _ in named} or other_year):
        yield (
            msg("The title names another month than that of the edition."),
            RemarkPlace("", 0, "title"),
        )
    for name in ("intro", "outro", "preheader"):
        for found in NAMED_MONTH.finditer(getattr(checked.edition, name)):
            if month_number(found[1]) == number and found[2] and int(found[2]) != year:
                place = RemarkPlace("", 0, name)
                yield msg("{where} names another year: {words}.", where=where(place), words=found[0]), place
                break


def subject_long(checked: Checked) -> Found:
    if checked.by_mail and (length := len(_title(checked))) > LONG_SUBJECT:
        yield (
            nmsg(
                "The title is the subject of the mail and has {n} character; {most} are shown.",
                "The title is the subject of the mail and has {n} characters; about {most} are shown.",
                length,
                most=LONG_SUBJECT,
            ),
            RemarkPlace("", 0, "title"),
        )


def preheader_missing(checked: Checked) -> Found:
    if checked.by_mail and not checked.edition.preheader.strip():
        yield (
            msg("The mail has no preheader; mail programs show its first words instead."),
            RemarkPlace("", 0, "preheader"),
        )


def preheader_long(checked: Checked) -> Found:
    if (length := len(checked.edition.preheader.strip())) > LONG_PREHEADER:
        yield (
            nmsg(
                "The preheader has {n} character; about {most} are shown.",
                "The preheader has {n} characters; about {most} are shown.",
                length,
                most=LONG_PREHEADER,
            ),
            RemarkPlace("", 0, "preheader"),
        )


def no_source(checked: Checked) -> Found:
    """Only if the entries of an export name source and author."""
    for position, pick in checked.numbered():
        if checked.names_sources and not (pick.source.strip() or pick.author.strip()):
            yield (
                msg("Pick {position} names neither source nor author.", position=position),
                RemarkPlace(pick.id, position, "source"),
            )
