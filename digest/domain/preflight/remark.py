"""What the preflight looks at, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from digest.domain.edition import Edition, Pick
from digest.domain.links import links_in
from digest.domain.memory import Recollection
from digest.domain.message import Message, msg
from digest.domain.text import curator_line


class Severity(StrEnum):
    """An error must be mended before publication; a warning is for the curator to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class RemarkPlace:
    """One text of an edition, and its location, so that an interface can jump to it.

    `position` counts picks from 1; 0, with an empty `pick_id`, is the edition itself. `field` is the record's.
    """

    pick_id: str
    position: int
    field: str
    text: str = ""

    @property
    def bare(self) -> RemarkPlace:
        """The place without its text, as remarks carry it."""
        return RemarkPlace(self.pick_id, self.position, self.field)


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding: the `rule`'s id, and the `place` it is about (without its text)."""

    rule: str
    severity: Severity
    message: Message
    place: RemarkPlace


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules look at: the assembled edition, and what the library knows about it.

    `picks` are in the order of publication. `teasers` are the feeds' summaries and `earlier` the places in other
    editions, both by pick id. `title_trouble` says why no title can be made. `imprint_missing`: the edition goes
    out by mail and the configuration has no imprint. `quotes` is the style that exports set quotation marks in.
    `notes` are the open ones by pick id.
    `title` is the edition's as it goes out, "" if none can be made. `by_mail`: a sender is configured, so the edition
    goes out by mail. `names_sources`: the style of the entries shows source and author.
    """

    edition: Edition
    picks: Sequence[Pick]
    language: str
    target: int
    standing: Sequence[str]
    teasers: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Sequence[Recollection]] = field(default_factory=dict)
    title_trouble: Message | None = None
    imprint_missing: bool = False
    quotes: str = ""
    title: str = ""
    by_mail: bool = False
    names_sources: bool = False
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def numbered(self) -> Iterator[tuple[int, Pick]]:
        return enumerate(self.picks, start=1)

    def own_texts(self) -> Iterator[RemarkPlace]:
        """Every text that is the curator's own prose: intro, comments, outro."""
        yield RemarkPlace("", 0, "intro", self.edition.intro)
        for position, pick in self.numbered():
            yield RemarkPlace(pick.id, position, "comment", pick.comment)
        yield RemarkPlace("", 0, "outro", self.edition.outro)

    def texts(self) -> Iterator[RemarkPlace]:
        """Every text that is published, titles and names too."""
        yield RemarkPlace("", 0, "title", self.edition.title)
        yield from self.own_texts()
        for position, pick in self.numbered():
            for name in ("shown_title", "category", "source", "author", "quotation"):
                yield RemarkPlace(pick.id, position, name.removeprefix("shown_"), getattr(pick, name))

    def addresses(self) -> Iterator[RemarkPlace]:
        """Every address that a reader can open: the picks' own, then those inside the texts."""
        for position, pick in self.numbered():
            if pick.url:
                yield RemarkPlace(pick.id, position, "url", pick.url)
        for place in self.own_texts():
            for url in links_in(place.text):
                yield RemarkPlace(place.pick_id, place.position, place.field, url)


def prose(checked: Checked) -> Iterator[RemarkPlace]:
    """The curator's own prose: intro, comments, outro and the preheader of mails."""
    yield from checked.own_texts()
    yield RemarkPlace("", 0, "preheader", checked.edition.preheader)


def where(place: RemarkPlace) -> Message:
    """What a sentence begins with: the pick by its number, or the edition's text by its name."""
    if place.pick_id:
        return msg("Pick {position}", position=place.position)
    match place.field:
        case "intro":
            return msg("The intro")
        case "outro":
            return msg("The outro")
        case "preheader":
            return msg("The preheader")
        case _:
            return msg("The title")


#: Characters of a reason that are kept.
LONGEST_REASON = 200


def silenced_rules(pick: Pick) -> dict[str, str]:
    """The ids of the rules that the pick silences, with their reasons; "" for none."""
    return {rule: reason.strip() for rule, _, reason in (one.partition(":") for one in pick.silenced)}


def with_silenced(pick: Pick, rule: str, reason: str = "") -> tuple[str, ...]:
    """The pick's `silenced` with a rule, which is there once; a reason is one line."""
    line = curator_line(reason)[:LONGEST_REASON]
    return (*without_silenced(pick, rule), f"{rule}: {line}" if line else rule)


def without_silenced(pick: Pick, rule: str) -> tuple[str, ...]:
    """The pick's `silenced` without a rule."""
    return tuple(one for one in pick.silenced if one.partition(":")[0] != rule)
