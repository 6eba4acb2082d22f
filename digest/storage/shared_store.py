"""What all Stores do alike: they ask their parts, and one rule decides each act."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from digest.domain.edition import Changes, Edition, Frozen, Pick, Revision
    from digest.domain.feed import Feed
    from digest.domain.receipt import Receipt
    from digest.storage.rules.editions import OpenEdition
    from digest.storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class Forwarded(Generic[P, T]):
    """A method that a part of the Store answers.

    `feeds = Forwarded("_feeds", lambda store: store.feeds)` names the part and the promise, with its types and its
    docstring. The promise is read only if somebody asks the class for it: a start must not import `Store`.
    """

    def __init__(self, part: str, promise: Callable[[type[Store]], Callable[Concatenate[Any, P], T]]) -> None:
        self._part = attrgetter(part)
        self._promise = promise

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, store: None, owner: type) -> Callable[Concatenate[Any, P], T]: ...
    @overload
    def __get__(self, store: object, owner: type) -> Callable[P, T]: ...
    def __get__(self, store: object | None, owner: type) -> Callable[..., T]:
        if store is None:
            from digest.storage.store import Store

            return self._promise(Store)  # type: ignore[type-abstract]
        answer: Callable[..., T] = getattr(self._part(store), self._name)
        return answer


class EditionBackend(Protocol):
    """Where editions are kept: files, or a database."""

    def change(
        self,
        decide: Callable[[OpenEdition, Collection[str]], T],
        now: datetime,
        *,
        edition_id: str = "",
        pick_id: str = "",
        pick_ids: Sequence[str] = (),
        sitting: str = "",
    ) -> T:
        """Lock an edition, let `decide` change it, and keep what differs, with its event.

        The edition is named by its id or that of a pick. `decide` also gets those of `pick_ids` that are taken. Raises
        NotFound for an unknown pick, UsageError for an id that is no month.
        """


class FeedBackend(Protocol):
    """Where feeds are kept."""

    def every(self) -> list[Feed]:
        """All feeds, removed ones too."""


class SharedStore:
    """The methods of a `Store` that every backend has alike."""

    _editions: EditionBackend
    _feeds: FeedBackend

    feeds = Forwarded("_feeds", lambda store: store.feeds)
    feed = Forwarded("_feeds", lambda store: store.feed)
    add_feeds = Forwarded("_feeds", lambda store: store.add_feeds)
    change_feeds = Forwarded("_feeds", lambda store: store.change_feeds)
    remove_feed = Forwarded("_feeds", lambda store: store.remove_feed)
    restore_feed = Forwarded("_feeds", lambda store: store.restore_feed)

    def founded(self) -> datetime | None:
        moments = [*(feed.added for feed in self._feeds.every()), *(one.created for one in self.editions())]
        return min((moment for moment in moments if moment), default=None)

    muted_words = Forwarded("_filters", lambda store: store.muted_words)
    mute_words = Forwarded("_filters", lambda store: store.mute_words)
    unmute_words = Forwarded("_filters", lambda store: store.unmute_words)
    rules = Forwarded("_filters", lambda store: store.rules)
    remove_rule = Forwarded("_filters", lambda store: store.remove_rule)
    saved_searches = Forwarded("_filters", lambda store: store.saved_searches)
    remove_saved_search = Forwarded("_filters", lambda store: store.remove_saved_search)

    entries = Forwarded("_questions", lambda store: store.entries)
    search = Forwarded("_questions", lambda store: store.search)
    entry = Forwarded("_questions", lambda store: store.entry)
    find_entries = Forwarded("_questions", lambda store: store.find_entries)
    same_page = Forwarded("_questions", lambda store: store.same_page)
    feed_counts = Forwarded("_questions", lambda store: store.feed_counts)

    def change_feed(self, feed_id: str, changes: Changes, *, seen: Changes | None = None) -> Feed:
        return self.change_feeds({feed_id: changes}, seen={feed_id: seen or {}})[0]

    exchange = Forwarded("_curators", lambda store: store.exchange)
    curators = Forwarded("_curators", lambda store: store.curators)
    notes = Forwarded("_curators", lambda store: store.notes)
    remove_note = Forwarded("_curators", lambda store: store.remove_note)

    tidy = Forwarded("_whole", lambda store: store.tidy)
    sizes = Forwarded("_whole", lambda store: store.sizes)
    dump = Forwarded("_whole", lambda store: store.dump)
    load = Forwarded("_whole", lambda store: store.load)

    editions = Forwarded("_editions", lambda store: store.editions)
    edition_ids = Forwarded("_editions", lambda store: store.edition_ids)
    ensure_whole = Forwarded("_editions", lambda store: store.ensure_whole)
    edition = Forwarded("_editions", lambda store: store.edition)
    picks = Forwarded("_editions", lambda store: store.picks)
    pick = Forwarded("_editions", lambda store: store.pick)
    find_picks = Forwarded("_editions", lambda store: store.find_picks)
    places = Forwarded("_editions", lambda store: store.places)
    history = Forwarded("_editions", lambda store: store.history)

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        def add(opened: OpenEdition, taken: Collection[str]) -> Pick:
            return opened.add(pick, id_taken=bool(taken))

        return self._editions.change(add, now, edition_id=pick.edition_id, pick_ids=[pick.id])

    def change_pick(
        self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Pick:
        return self._editions.change(
            lambda opened, _: opened.change(pick_id, changes, version), now, pick_id=pick_id, sitting=sitting
        )

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.change(lambda opened, _: opened.move(pick_id, before, version), now, pick_id=pick_id)

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.change(
            lambda opened, _: opened.set_dropped(pick_id, version, dropped=True), now, pick_id=pick_id
        )

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.change(
            lambda opened, _: opened.set_dropped(pick_id, version, dropped=False), now, pick_id=pick_id
        )

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Edition:
        return self._editions.change(
            lambda opened, _: opened.change_edition(changes, version), now, edition_id=edition_id, sitting=sitting
        )

    def close_edition(
        self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:  # fmt: skip
        return self._editions.change(lambda opened, _: opened.close(frozen, version, picks), now, edition_id=edition_id)

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        return self._editions.change(lambda opened, _: opened.reopen(version), now, edition_id=edition_id)

    def remove_edition(self, edition_id: str, now: datetime, *, discard: bool = False) -> None:
        self._editions.change(lambda opened, _: opened.remove(discard=discard), now, edition_id=edition_id)

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        return self._editions.change(lambda opened, _: opened.revise(revision), now, edition_id=edition_id)

    def keep_receipt(self, edition_id: str, receipt: Receipt, now: datetime, *, instead_of: Receipt | None) -> Edition:
        return self._editions.change(
            lambda opened, _: opened.keep_receipt(receipt, instead_of), now, edition_id=edition_id
        )

    def import_edition(self, edition: Edition, picks: Sequence[Pick], now: datetime) -> Edition:
        def take_in(opened: OpenEdition, taken: Collection[str]) -> Edition:
            return opened.take_in(edition, picks, ids_taken=bool(taken))

        return self._editions.change(take_in, now, edition_id=edition.id, pick_ids=[pick.id for pick in picks])
