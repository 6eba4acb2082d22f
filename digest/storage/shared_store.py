"""What all Stores do alike: they ask their parts, and one rule decides each act."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Concatenate, Generic, NamedTuple, ParamSpec, Protocol, TypeVar, cast, overload

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from digest.domain.edition import Changes, Edition, Frozen, Pick, Revision
    from digest.domain.errors import NotFound
    from digest.domain.feed import Feed
    from digest.domain.note import Note
    from digest.domain.receipt import Receipt
    from digest.domain.rules import Rule
    from digest.domain.saved_search import SavedSearch
    from digest.storage.rules.editions import OpenEdition
    from digest.storage.rules.exchange import Exchange, Small
    from digest.storage.rules.feeds import FeedList
    from digest.storage.store import FeedRefresh, Store

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


class Meant(NamedTuple):
    """Which edition is changed, by its id or a pick's; `sitting` as in `Store.change_pick`."""

    edition_id: str = ""
    pick_id: str = ""
    pick_ids: Sequence[str] = ()
    sitting: str = ""


class EditionBackend(Protocol):
    """Where editions are kept: files, or a database."""

    def change(self, decide: Callable[[OpenEdition, Collection[str]], T], now: datetime, meant: Meant) -> T:
        """Lock an edition, let `decide` change it, and keep what differs, with its event.

        `decide` also gets those of `meant.pick_ids` that are taken. Raises NotFound for an unknown pick, UsageError for
        an id that is no month.
        """


class FeedBackend(Protocol):
    """Where feeds are kept."""

    def every(self) -> list[Feed]:
        """All feeds, removed ones too."""

    def ensure_known(self, feed_ids: Iterable[str]) -> None:
        """Raise NotFound unless all of these were added once."""

    def change(self, act: Callable[[FeedList], T], searches: Sequence[tuple[SavedSearch, SavedSearch]] = ()) -> T:
        """Lock all feeds, let `act` change them, keep what differs; exchange these searches."""


class RecordBackend(Protocol):
    """Where the small records of people are kept."""

    def change_records(self, kind: str, decide: Callable[[dict[str, Any]], Exchange[T]]) -> T:
        """Lock all records of a kind, ask `decide` what becomes of them, and keep that.

        Who leaves or settles a note has done something.
        """


class SharedStore:
    """The methods of a `Store` that every backend has alike."""

    _editions: EditionBackend
    _feeds: FeedBackend
    _curators: RecordBackend

    def feeds(self) -> list[Feed]:
        return [feed for feed in self._feeds.every() if feed.removed is None]

    feed = Forwarded("_feeds", lambda store: store.feed)

    def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        return self._feeds.change(lambda listed: listed.add(feeds))

    def change_feed(self, feed_id: str, changes: Changes, *, seen: Changes | None = None) -> Feed:
        return self.change_feeds({feed_id: changes}, seen={feed_id: seen or {}})[0]

    def change_feeds(
        self, changes: Mapping[str, Changes], *, seen: Mapping[str, Changes] = {},
        searches: Sequence[tuple[SavedSearch, SavedSearch]] = (),
    ) -> list[Feed]:  # fmt: skip
        return self._feeds.change(lambda listed: listed.change_all(changes, seen), searches)

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        return self._feeds.change(lambda listed: listed.remove(feed_id, when))

    def restore_feed(self, feed_id: str) -> Feed:
        return self._feeds.change(lambda listed: listed.restore(feed_id))

    def founded(self) -> datetime | None:
        moments = [*(feed.added for feed in self._feeds.every()), *(one.created for one in self.editions())]
        return min((moment for moment in moments if moment), default=None)

    # What a backend knows of these entries, by id, and how it keeps what refreshing brought.
    _known: Callable[[Collection[str]], Mapping[str, object]]
    _keep_refreshes: Callable[[Sequence[FeedRefresh]], None]

    def apply_refresh(self, batch: Sequence[FeedRefresh]) -> None:
        self._feeds.ensure_known(refresh.feed_id for refresh in batch)
        named = {entry_id for refresh in batch for entry_id in refresh.content}
        named -= {entry.id for refresh in batch for entry in refresh.entries}
        if strangers := sorted(named - self._known(named).keys()):
            raise ValueError(f"content of an unknown entry: {strangers[0]!r}")
        if moved := {refresh.feed_id: refresh.moved_to for refresh in batch if refresh.moved_to}:
            self._feeds.change(lambda listed: listed.move(moved))
        self._keep_refreshes(batch)

    muted_words = Forwarded("_feeds", lambda store: store.muted_words)
    rules = Forwarded("_feeds", lambda store: store.rules)
    saved_searches = Forwarded("_feeds", lambda store: store.saved_searches)

    entries = Forwarded("_questions", lambda store: store.entries)
    search = Forwarded("_questions", lambda store: store.search)
    entry = Forwarded("_questions", lambda store: store.entry)
    find_entries = Forwarded("_questions", lambda store: store.find_entries)
    same_page = Forwarded("_questions", lambda store: store.same_page)
    feed_counts = Forwarded("_questions", lambda store: store.feed_counts)

    curators = Forwarded("_curators", lambda store: store.curators)
    notes = Forwarded("_curators", lambda store: store.notes)

    def exchange(self, before: Small | None, after: Small | None) -> Small | None:
        from digest.storage.rules.exchange import exchanged, kind_of

        return self._curators.change_records(kind_of(before, after), partial(exchanged, before=before, after=after))

    def mute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        from digest.storage.rules.exchange import muted

        return self._curators.change_records("muted", partial(muted, words=words))

    def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        from digest.storage.rules.exchange import unmuted

        return self._curators.change_records("muted", partial(unmuted, words=words))

    def remove_rule(self, rule_id: str) -> Rule:
        from digest.domain.rules import no_rule

        return cast("Rule", self._take("rules", rule_id, no_rule(rule_id)))

    def remove_saved_search(self, search_id: str) -> SavedSearch:
        from digest.domain.saved_search import no_saved_search

        return cast("SavedSearch", self._take("searches", search_id, no_saved_search(search_id)))

    def remove_note(self, note_id: str) -> Note:
        from digest.domain.note import no_note

        return cast("Note", self._take("notes", note_id, no_note(note_id)))

    def _take(self, kind: str, record_id: str, missing: NotFound) -> Any:
        from digest.storage.rules.exchange import taken

        return self._curators.change_records(kind, partial(taken, record_id=record_id, missing=missing))

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
        meant = Meant(pick.edition_id, pick_ids=[pick.id])
        return self._editions.change(lambda opened, taken: opened.add(pick, id_taken=bool(taken)), now, meant)

    def change_pick(
        self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Pick:
        return self._editions.change(
            lambda opened, _: opened.change(pick_id, changes, version), now, Meant(pick_id=pick_id, sitting=sitting)
        )

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.change(
            lambda opened, _: opened.move(pick_id, before, version), now, Meant(pick_id=pick_id)
        )

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.change(
            lambda opened, _: opened.set_dropped(pick_id, version, dropped=True), now, Meant(pick_id=pick_id)
        )

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.change(
            lambda opened, _: opened.set_dropped(pick_id, version, dropped=False), now, Meant(pick_id=pick_id)
        )

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Edition:
        return self._editions.change(
            lambda opened, _: opened.change_edition(changes, version), now, Meant(edition_id, sitting=sitting)
        )

    def close_edition(
        self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:  # fmt: skip
        return self._editions.change(lambda opened, _: opened.close(frozen, version, picks), now, Meant(edition_id))

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        return self._editions.change(lambda opened, _: opened.reopen(version), now, Meant(edition_id))

    def remove_edition(self, edition_id: str, now: datetime, *, discard: bool = False) -> None:
        self._editions.change(lambda opened, _: opened.remove(discard=discard), now, Meant(edition_id))

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        return self._editions.change(lambda opened, _: opened.revise(revision), now, Meant(edition_id))

    def keep_receipt(self, edition_id: str, receipt: Receipt, now: datetime, *, instead_of: Receipt | None) -> Edition:
        return self._editions.change(lambda opened, _: opened.keep_receipt(receipt, instead_of), now, Meant(edition_id))

    def import_edition(self, edition: Edition, picks: Sequence[Pick], now: datetime) -> Edition:
        meant = Meant(edition.id, pick_ids=[pick.id for pick in picks])
        return self._editions.change(
            lambda opened, taken: opened.take_in(edition, picks, ids_taken=bool(taken)), now, meant
        )
