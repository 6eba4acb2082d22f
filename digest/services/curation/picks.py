"""What a curator does with entries: pick, comment, order, drop; and where pages were picked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.config.clock import Clock
from digest.config.settings import Settings
from digest.domain.curator import same_curator
from digest.domain.edition import Changes, Pick, ensure_open, pick_of
from digest.domain.entry import PAGES, Entry, new_id
from digest.domain.errors import DigestError, LibraryError, NotFound, UsageError
from digest.domain.feed import feed_title
from digest.domain.links import address_without_secrets, text_without_secrets
from digest.domain.memory import Recollection
from digest.domain.message import Message, msg
from digest.domain.month import NamedMonth
from digest.domain.only_one import only_one, with_id
from digest.domain.query import PickedPlace
from digest.domain.text import curator_line, curator_text, lazy_pattern
from digest.domain.url import canonical, former_address, site_of, typed_address, without_tracking
from digest.services.curation.editions import Editions
from digest.storage.store import Store

_POSITION = lazy_pattern(r"[1-9][0-9]?", re.ASCII)
_LINE_FIELDS = frozenset({"title", "author", "source", "via", "language", "medium", "quotation_source"})


@dataclass(frozen=True, slots=True)
class Picked:
    """A stored pick: is it new in its edition, earlier picks of its page, entries read by it.

    `mark_error` is why they could not be marked as read, if so: the pick is stored for all that.
    """

    pick: Pick
    is_new: bool
    earlier: tuple[Recollection, ...]
    read: tuple[Entry, ...] = ()
    mark_error: LibraryError | None = None

    def said(self, picked: Message) -> Message:
        """That it was picked, and what could not be done besides."""
        if self.mark_error is None:
            return picked
        return msg("{picked}. It stays unread: {error}", picked=picked, error=self.mark_error.message)


class Curation:
    """Picks of one library. Months are ids."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, editions: Editions, memory: Memory) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._editions = editions
        self._memory = memory

    def pick_entry(self, entry: Entry, month: str, category: str | None, given: Mapping[str, str]) -> Picked:
        """Pick an entry for an edition under a category.

        `given` may set comment, title, author, source. An entry that is picked there already keeps its id and
        whatever is not given; without `category` it keeps that as well, and a new pick takes its feed's preset. What
        is picked anew counts as read, in all feeds in which its page stands.
        """
        address = entry.canonical_url or (canonical(entry.url) if entry.url else "")
        present = self.present(month, entry.id, address, dropped=True)
        label = category or (present.category if present else "") or self._preset(entry)
        pick = Pick(
            id=new_id(self._store.find_picks),
            edition_id=month,
            category=self._category(label, month),
            original_title=entry.title,
            url=without_tracking(entry.url),
            canonical_url=address,
            source=self._source(entry),
            author=entry.author,
            language=entry.language,
            published=entry.published,
            entry_id=entry.id,
        )
        kept = self._store.add_pick(_with_given(pick, given, present), self._clock())
        mark_error: LibraryError | None = None
        read: tuple[Entry, ...] = ()
        try:
            read = self._read(entry) if present is None or present.dropped else ()
        except LibraryError as error:  # an archive that is locked, full or damaged: the editions are apart from it
            mark_error = error
        return Picked(kept, present is None, self.earlier(kept), read, mark_error)

    def ensure_pickable(self, url: str, month: str, category: str | None) -> None:
        """Raise EditionClosed or UsageError if `pick_entry` would, for the page at this address.

        Asked before the page is read, which takes seconds and stores an entry: a refused pick must leave none.
        """
        ensure_open(self._store.edition(month))
        present = self.present(month, "", canonical(url), dropped=True)
        self._category(category or (present.category if present else ""), month)

    def change(self, pick: Pick, changes: Changes, *, version: int | None = None, sitting: str = "") -> Pick:
        """Set fields of a pick; texts are cleaned, a category is spelled as it is known.

        With `version` it raises Conflict if somebody else changed the pick first.
        """
        cleaned = {name: self._cleaned(name, value, pick.edition_id) for name, value in changes.items()}
        return self._store.change_pick(pick.id, cleaned, self._clock(), version=version, sitting=sitting)

    def carry_over(self, pick: Pick, month: str) -> tuple[Pick, Pick]:
        """Take a pick with its words to another edition: the pick there, and the one dropped here.

        Raises UsageError if the page is picked there, as what is said of it there stays; EditionClosed and Conflict.
        Then both editions are as they were.
        """
        ensure_open(self._store.edition(pick.edition_id))
        if self.present(month, pick.entry_id, pick.canonical_url) is not None:
            raise UsageError(
                msg("“{title}” is picked for {month} already.", title=pick.shown_title, month=NamedMonth(month)),
                msg("What is written on it there stays. Drop one of the two."),
            )
        copied = self._store.add_pick(
            replace(pick, id=new_id(self._store.find_picks), edition_id=month, rank=0, dropped=False), self._clock()
        )
        try:
            return copied, self._store.drop_pick(pick.id, self._clock(), version=pick.version)
        except DigestError:
            self._store.drop_pick(copied.id, self._clock(), version=copied.version)
            raise

    def comment(self, pick: Pick, text: str) -> Pick:
        """Replace the comment; an empty text takes it away."""
        return self.change(pick, {"comment": text})

    def without_secrets(self, pick: Pick) -> Changes:
        """The changes that take passwords, tokens and gift codes off a pick's address and links."""
        plain = {
            "url": address_without_secrets(pick.url),
            "comment": text_without_secrets(pick.comment),
            "quotation_source": text_without_secrets(pick.quotation_source),
        }
        return {name: value for name, value in plain.items() if value != getattr(pick, name)}

    def move(self, pick: Pick, position: int, *, version: int | None = None) -> int:
        """Move a pick to a position of the edition, within its section; return the position.

        With `version` it raises Conflict if somebody else changed the pick first.
        """
        sections = self._editions.sections(pick.edition_id)
        start = 1
        for section in sections:
            ids = [other.id for other in section.picks]
            if pick.id in ids:
                break
            start += len(ids)
        else:
            raise NotFound(
                msg("The pick {pick} is in no section.", pick=pick.id), msg("It was dropped; pick it again.")
            )
        others = [other for other in ids if other != pick.id]
        place = min(max(position - start, 0), len(others))
        before = others[place] if place < len(others) else None
        self._store.move_pick(pick.id, before, self._clock(), version=version)
        return start + place

    def drop(self, pick: Pick) -> Pick:
        """Take a pick out of its edition; its comment is kept until the edition is closed."""
        return self._store.drop_pick(pick.id, self._clock())

    def find(self, prefix: str) -> Pick:
        """The pick with this id prefix, or at this position now. Raises NotFound, Ambiguous.

        A small number is always the position, as “digest picks” prints it: ids are written with more digits.
        """
        if _POSITION.fullmatch(prefix.strip()):
            picks = self._editions.picks(self._editions.current())
            found = picks[int(prefix) - 1 : int(prefix)]
        else:
            typed = prefix.strip()
            found = self._store.find_picks(typed) or self._store.find_picks(typed.lower()) if typed else []
            found = with_id(found, typed)
        return only_one(
            found,
            NotFound(msg("There is no pick “{id}”.", id=prefix), msg("“digest picks” lists the picks with their ids.")),
            lambda count: msg("“{id}” fits {count} picks.", id=prefix, count=count),
        )

    def earlier(self, pick: Pick) -> tuple[Recollection, ...]:
        """This pick's page in other editions, oldest first: picked, or linked in a text."""
        return self._memory.earlier(pick.canonical_url, pick.edition_id)

    def _read(self, entry: Entry) -> tuple[Entry, ...]:
        """Mark an entry as read in all feeds that have its page; returns those that were unread."""
        unread = tuple(row.entry for row in self._store.same_page(entry) if not row.read)
        if unread:
            self._store.mark(unread, read=True)
        return unread

    def present(self, month: str, entry_id: str, address: str, *, dropped: bool = False) -> Pick | None:
        """The pick of an entry or its page in an edition; with `dropped` also a dropped one."""
        return pick_of(self._store.picks(month, dropped=dropped), entry_id, address)

    def _source(self, entry: Entry) -> str:
        if entry.feed_id == PAGES:
            return site_of(entry.url)
        try:
            feed = self._store.feed(entry.feed_id)
        except NotFound:
            return site_of(entry.url)
        return feed_title(feed, self._store.fetch_states().get(feed.id))

    def _preset(self, entry: Entry) -> str:
        if entry.feed_id == PAGES:
            return ""
        try:
            return self._store.feed(entry.feed_id).category
        except NotFound:
            return ""

    def _category(self, label: str, month: str) -> str:
        if not label:
            known = ", ".join(self._editions.known_categories(month))
            raise UsageError(
                msg("A pick needs a category."),
                msg("Name one with --category: {known}, or a label of your own.", known=known),
            )
        return self._editions.category(label, month)

    def _cleaned(self, name: str, value: object, month: str) -> object:
        if not isinstance(value, str):
            return value
        if name == "category":
            return self._editions.category(value, month)
        if name == "url":
            return typed_address(value)
        return curator_line(value) if name in _LINE_FIELDS else curator_text(value)


def _with_given(pick: Pick, given: Mapping[str, str], present: Pick | None) -> Pick:
    """The pick with the fields that were given.

    Of a pick that is `present` nothing else changes. So the other fields are emptied: the Store leaves what is empty as
    it is. They may differ, for the page may have been picked from another feed first, or the curator may have changed
    its address.
    """
    if present is not None:
        pick = replace(
            pick,
            original_title="",
            url="",
            source="",
            author="",
            language="",
            published=None,
            curator="",
            entry_id=present.entry_id,
            canonical_url=present.canonical_url,
        )
    line = {name: curator_line(value) for name, value in given.items() if name in _LINE_FIELDS}
    return replace(
        pick,
        title=line.get("title", pick.title),
        author=line.get("author", pick.author),
        source=line.get("source", pick.source),
        comment=curator_text(given["comment"]) if "comment" in given else pick.comment,
    )


@dataclass(frozen=True, slots=True)
class Recollections:
    """What is remembered of some pages at one moment. Pages are named as in `Store.places`."""

    _places: Mapping[str, Sequence[PickedPlace]] = field(default_factory=dict)

    def knows(self, entry: Entry) -> bool:
        """False if an entry's page is in no edition, as for nearly all."""
        return any(name in self._places for name in (*_names(entry.canonical_url), entry.id))

    def earlier(self, name: str, edition_id: str) -> tuple[Recollection, ...]:
        """The page's places in other editions than the one given, oldest first."""
        return tuple(
            Recollection(place.edition_id, place.category, place.pick_id, place.linked, place.closed)
            for place in self._of(name)
            if place.edition_id != edition_id
        )

    def shown(self, address: str, entry_id: str, edition_id: str) -> PickedPlace | None:
        """The pick to show beside an entry: that of the edition given, else the newest.

        A pick also stays with its entry if the publisher has changed the entry's address since.
        """
        known = (place for name in (address, entry_id) for place in self._of(name))
        places = [place for place in known if not place.linked]
        here = [place for place in places if place.edition_id == edition_id]
        return max(here or places, key=lambda place: place.edition_id, default=None)

    def _of(self, page: str) -> list[PickedPlace]:
        return [place for name in _names(page) for place in self._places.get(name, ())]


class Memory:
    """Where pages were before, over all editions; the library is asked only for pages in view."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def recollections(self, names: Collection[str] | None) -> Recollections:
        """What is remembered of these pages now, of all with None; for many ask once."""
        return Recollections(
            self._store.places(None if names is None else {each for name in names for each in _names(name)})
        )

    def earlier(self, name: str, edition_id: str) -> tuple[Recollection, ...]:
        """Places of this canonical address (or entry id) in other editions, oldest first."""
        return self.recollections([name]).earlier(name, edition_id) if name else ()

    def picked_by(self, curator: str) -> frozenset[str]:
        """The ids and canonical addresses of all pages that this curator has picked, in any edition."""
        return self._picked(lambda place: same_curator(place.curator, curator))

    def picked_in(self, edition_id: str) -> frozenset[str]:
        """The ids and canonical addresses of all pages that are picked in an edition."""
        return self._picked(lambda place: place.edition_id == edition_id)

    def _picked(self, is_meant: Callable[[PickedPlace], bool]) -> frozenset[str]:
        return frozenset(
            name
            for page, places in self._store.places(None).items()
            if any(not place.linked and is_meant(place) for place in places)
            for name in (page, canonical(page))
        )


def _names(page: str) -> tuple[str, ...]:
    """A page's name, and that under which version 0.1.0 kept it, if its host made a difference."""
    former = former_address(page) if "//xn--" in page or ".xn--" in page else None
    return (page, former) if former else (page,)
