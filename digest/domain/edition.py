"""Editions and picks, and how an edition is assembled into sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from digest.domain.errors import EditionClosed
from digest.domain.message import msg
from digest.domain.month import NamedMonth, next_month
from digest.domain.text import fold
from digest.domain.url import one_page

if TYPE_CHECKING:
    from digest.domain.receipt import Receipt

#: The place of ad-hoc labels in a configured order.
REST = "*"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What closing an edition fixes, so that later changes of the configuration leave it alone.

    `title` as it was shown, `order` of the categories as assembled, `count` of picks, the edition's `language`.
    """

    title: str
    order: tuple[str, ...]
    count: int
    language: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One month's digest; `id` is the month, "2026-11". All times UTC.

    A draft until `frozen` is set.

    `title` is the curator's own, or empty: then the configured pattern makes it. `labels` holds every category
    used here, in order of first use or as the curator arranged them. `topic` fills the pattern's {thema}. `url`
    is where it was published. `closed` is when it was closed last, `first_closed` when it was the first time: what
    readers call its date. `receipts` say where it was pushed to. `version` counts changes, for conflicts.
    """

    id: str
    title: str = ""
    intro: str = ""
    outro: str = ""
    preheader: str = ""
    topic: str = ""
    labels: tuple[str, ...] = ()
    url: str = ""
    receipts: tuple[Receipt, ...] = ()
    frozen: Frozen | None = None
    closed: datetime | None = None
    first_closed: datetime | None = None
    created: datetime | None = None
    changed: datetime | None = None
    version: int = 0

    @property
    def appeared(self) -> datetime | None:
        """When it was first closed; None for a draft, and if an older version closed it."""
        return self.first_closed or self.closed if self.is_closed else None

    @property
    def is_closed(self) -> bool:
        return self.frozen is not None

    @property
    def status(self) -> str:
        return "closed" if self.is_closed else "draft"


@dataclass(frozen=True, slots=True)
class Pick:
    """An entry chosen for an edition, with its own copy of all that is published. All times UTC.

    `title` is the curator's own or empty, `original_title` the page's. `url` is as read minus tracking
    parameters. `silenced` are preflight rules that need not be told of this pick. `rank` orders the edition's
    picks; the section comes from `category`. A dropped pick keeps its comment until the edition is closed: picking
    again brings it back. `curator` has picked it, `edited_by` has written last in it: names, empty if nobody is known.
    """

    id: str
    edition_id: str
    category: str
    original_title: str
    url: str
    canonical_url: str
    title: str = ""
    comment: str = ""
    source: str = ""
    author: str = ""
    via: str = ""
    language: str = ""
    published: datetime | None = None
    quotation: str = ""
    quotation_source: str = ""
    own_post: bool = False
    sponsored: bool = False
    medium: str = ""
    curator: str = ""
    edited_by: str = ""
    silenced: tuple[str, ...] = ()
    entry_id: str = ""
    rank: int = 0
    dropped: bool = False
    created: datetime | None = None
    changed: datetime | None = None
    version: int = 1

    @property
    def shown_title(self) -> str:
        return self.title or self.original_title


@dataclass(frozen=True, slots=True)
class Section:
    """A category of an assembled edition with its picks in the curator's order; never empty."""

    category: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """An edition ready to be rendered: the title as shown, the sections in order."""

    edition: Edition
    title: str
    language: str
    sections: tuple[Section, ...]

    @property
    def picks(self) -> tuple[Pick, ...]:
        """All picks in the order of publication; position n is index n - 1."""
        return tuple(pick for section in self.sections for pick in section.picks)

    def addresses(self) -> Iterator[str]:
        """Every address that a reader can open, as `Checked.addresses` places them."""
        from digest.domain.links import links_in

        picks = self.picks
        yield from (pick.url for pick in picks if pick.url)
        for text in (self.edition.intro, *(pick.comment for pick in picks), self.edition.outro):
            yield from links_in(text)


def section_order(order: Sequence[str], standing: Sequence[str], labels: Iterable[str]) -> tuple[str, ...]:
    """The sections' order: `order` with its `*` replaced by what it does not name.

    A standing category that `order` forgets stands before the ad-hoc labels, at the `*`; an order without `*`
    has it at the end. `labels` are the edition's in the curator's order; one of them may be called `*`.
    """
    places = list(order) if REST in order else [*order, REST]
    at = places.index(REST)
    before, after = ([name for name in part if name != REST] for part in (places[:at], places[at + 1 :]))
    named = {fold(name) for name in (*before, *after)}
    rest: list[str] = []
    for label in (*standing, *labels):
        if fold(label) not in named:
            named.add(fold(label))
            rest.append(label)
    return (*before, *rest, *after)


def ordered_sections(
    edition: Edition, picks: Iterable[Pick], order: Sequence[str], standing: Sequence[str]
) -> tuple[Section, ...]:
    """Group the picks that count by section.

    Drafts use the configured order, closed editions the order they were frozen in.
    """
    by_category: dict[str, list[Pick]] = {}
    spelling: dict[str, str] = {}
    for pick in sorted((pick for pick in picks if not pick.dropped), key=lambda pick: (pick.rank, pick.id)):
        name = spelling.setdefault(fold(pick.category), pick.category)
        by_category.setdefault(name, []).append(pick)
    labels = (*edition.labels, *by_category)
    names = (
        section_order(edition.frozen.order, (), labels) if edition.frozen else section_order(order, standing, labels)
    )
    found = {fold(name): name for name in by_category}
    return tuple(
        Section(found[fold(name)], tuple(by_category[found[fold(name)]])) for name in names if fold(name) in found
    )


#: Fields of an edition and of a pick that a curator may change; a Store refuses others.
EDITION_FIELDS = frozenset({"title", "intro", "outro", "preheader", "topic", "labels", "url"})
PICK_FIELDS = frozenset({
    "category", "title", "comment", "source", "author", "via", "language", "quotation", "quotation_source",
    "own_post", "sponsored", "medium", "url", "silenced",
})  # fmt: skip

#: Changes to a record: field name → new value.
Changes = Mapping[str, object]


def ensure_open(edition: Edition) -> None:
    """Raise EditionClosed if it is closed; the remedy names another month, or reopening."""
    if edition.is_closed:
        raise EditionClosed(
            msg("The edition {edition} is closed.", edition=NamedMonth(edition.id)),
            msg(
                "“--edition {next}” takes the next month; “digest edition reopen {edition}” makes this one a draft "
                "again.",
                next=next_month(edition.id),
                edition=edition.id,
            ),
        )


def pick_of(picks: Iterable[Pick], entry_id: str, address: str) -> Pick | None:
    """The pick of the same entry, else of the same page; one that is not dropped first.

    `address` is canonical (`url.canonical`). An empty id or address fits nothing.
    """
    candidates = sorted(picks, key=lambda pick: (pick.dropped, pick.rank, pick.id))
    same_entry = (pick for pick in candidates if entry_id and pick.entry_id == entry_id)
    same_page = (pick for pick in candidates if one_page(pick.canonical_url, address))
    return next(same_entry, None) or next(same_page, None)


@dataclass(frozen=True, slots=True)
class Revision:
    """What a curator changed in a whole edition at once.

    `edition` are the edition's own changes, `picks` those of picks by id, `dropped` picks to take out. `order`, if
    not empty, holds every pick that stays, in its new order. `versions` are those on which the changes are based,
    by pick id, the edition's own under "".
    """

    edition: Changes = field(default_factory=dict)
    picks: Mapping[str, Changes] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
