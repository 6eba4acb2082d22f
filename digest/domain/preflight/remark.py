"""What the preflight looks at, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from digest.domain.edition import Edition, Pick
from digest.domain.links import links_in
from digest.domain.memory import Recollection
from digest.domain.message import Message


class Severity(StrEnum):
    """An error must be mended before publication; a warning is for the curator to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """One text of an edition: where it stands, so that an interface can jump there, and what it says.

    `position` counts picks from 1; 0, with an empty `pick_id`, is the edition itself. `field` is the record's.
    """

    pick_id: str
    position: int
    field: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a rule found. `rule` is its id, `place` what it is about (its text left out)."""

    rule: str
    severity: Severity
    message: Message
    place: Place


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything the rules look at: the edition as assembled, and what the library knows beside it.

    `picks` are in the order of publication. `teasers` are the feeds' summaries and `earlier` the places in other
    editions, both by pick id. `title_trouble` says why no title can be made. `imprint_missing`: the edition goes
    out by mail and the configuration has no imprint. `quotes` is the style that exports set quotation marks in.
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

    def numbered(self) -> Iterator[tuple[int, Pick]]:
        return enumerate(self.picks, start=1)

    def own_texts(self) -> Iterator[Place]:
        """Every text that is the curator's own prose: intro, comments, outro."""
        yield Place("", 0, "intro", self.edition.intro)
        for position, pick in self.numbered():
            yield Place(pick.id, position, "comment", pick.comment)
        yield Place("", 0, "outro", self.edition.outro)

    def texts(self) -> Iterator[Place]:
        """Every text that is published, titles and names too."""
        yield Place("", 0, "title", self.edition.title)
        yield from self.own_texts()
        for position, pick in self.numbered():
            for name in ("shown_title", "category", "source", "author", "quotation"):
                yield Place(pick.id, position, name.removeprefix("shown_"), getattr(pick, name))

    def addresses(self) -> Iterator[Place]:
        """Every address that a reader can open: the picks' own, then those inside the texts."""
        for position, pick in self.numbered():
            if pick.url:
                yield Place(pick.id, position, "url", pick.url)
        for place in self.own_texts():
            for url in links_in(place.text):
                yield Place(place.pick_id, place.position, place.field, url)
