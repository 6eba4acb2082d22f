"""Rules about the whole edition: its title, number of picks, sources, categories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from digest.domain.message import Message, msg, nmsg
from digest.domain.preflight.remark import Checked, RemarkPlace
from digest.domain.text import fold
from digest.domain.url import site_of

#: More picks than that from one place make a digest look like its newsletter.
MOST_OF_ONE_SOURCE = 3

Found = Iterator[tuple[Message, RemarkPlace]]


def no_edition_title(checked: Checked) -> Found:
    if checked.title_trouble is not None:
        yield checked.title_trouble, RemarkPlace("", 0, "title")


def no_imprint(checked: Checked) -> Found:
    if checked.imprint_missing:
        yield msg("The mail has no imprint, which the law asks of every newsletter."), RemarkPlace("", 0, "outro")


def too_few(checked: Checked) -> Found:
    if (count := len(checked.picks)) < checked.target:
        yield (
            msg("{n} of {target} planned picks.", n=count, target=checked.target),
            RemarkPlace("", 0, "picks"),
        )


def too_many(checked: Checked) -> Found:
    if (count := len(checked.picks)) > checked.target:
        yield (
            nmsg("{n} pick; {target} are planned.", "{n} picks; {target} are planned.", count, target=checked.target),
            RemarkPlace("", 0, "picks"),
        )


def same_source(checked: Checked) -> Found:
    sources = [fold(pick.source) or site_of(pick.url) for pick in checked.picks]
    counted = Counter(filter(None, sources))
    for name, count in counted.items():
        if count > MOST_OF_ONE_SOURCE:
            last = len(sources) - 1 - sources[::-1].index(name)
            pick = checked.picks[last]
            yield (
                nmsg(
                    "{n} pick comes from {source}.",
                    "{n} picks come from {source}.",
                    count,
                    source=pick.source or name,
                ),
                RemarkPlace(pick.id, last + 1, "source"),
            )


def empty_category(checked: Checked) -> Found:
    used = {fold(pick.category) for pick in checked.picks}
    for category in checked.standing:
        if fold(category) not in used:
            yield msg("{category} has no pick.", category=category), RemarkPlace("", 0, "labels")


def open_note(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        for text in checked.notes.get(pick.id, ()):
            yield (
                msg("Pick {position}: a note is still open: “{text}”.", position=position, text=text),
                RemarkPlace(pick.id, position, "note"),
            )
