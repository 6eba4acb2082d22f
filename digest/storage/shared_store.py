"""What all Stores do alike: they ask their parts, and one rule decides each act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from digest.domain.edition import Changes, Edition, Frozen, Pick, Revision
    from digest.domain.event import Event
    from digest.domain.feed import Feed
    from digest.domain.query import PickedPlace
    from digest.domain.receipt import Receipt
    from digest.domain.rules import Rule
    from digest.domain.saved_search import SavedSearch
    from digest.storage.rules.editions import OpenEdition

    class _Feeds(Protocol):
        def feeds(self) -> list[Feed]: ...
        def feed(self, feed_id: str) -> Feed: ...
        def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]: ...
        def change_feed(self, feed_id: str, changes: Changes) -> Feed: ...
        def change_feeds(self, changes: Mapping[str, Changes]) -> list[Feed]: ...
        def remove_feed(self, feed_id: str, when: datetime) -> Feed: ...
        def restore_feed(self, feed_id: str) -> Feed: ...

    class _Filters(Protocol):
        def muted_words(self) -> tuple[str, ...]: ...
        def mute_words(self, words: Sequence[str]) -> tuple[str, ...]: ...
        def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]: ...
        def rules(self) -> tuple[Rule, ...]: ...
        def put_rule(self, rule: Rule) -> None: ...
        def remove_rule(self, rule_id: str) -> Rule: ...
        def saved_searches(self) -> tuple[SavedSearch, ...]: ...
        def put_saved_search(self, search: SavedSearch) -> None: ...
        def remove_saved_search(self, search_id: str) -> SavedSearch: ...


class StoreFeeds:
    """The part of a `Store` that is `FeedStore`; each finds out by itself when it was founded."""

    _feeds: _Feeds
    _filters: _Filters

    def feeds(self) -> list[Feed]:
        return self._feeds.feeds()

    def feed(self, feed_id: str) -> Feed:
        return self._feeds.feed(feed_id)

    def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        return self._feeds.add_feeds(feeds)

    def change_feed(self, feed_id: str, changes: Changes) -> Feed:
        return self._feeds.change_feed(feed_id, changes)

    def change_feeds(self, changes: Mapping[str, Changes]) -> list[Feed]:
        return self._feeds.change_feeds(changes)

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        return self._feeds.remove_feed(feed_id, when)

    def restore_feed(self, feed_id: str) -> Feed:
        return self._feeds.restore_feed(feed_id)

    def muted_words(self) -> tuple[str, ...]:
        return self._filters.muted_words()

    def mute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        return self._filters.mute_words(words)

    def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        return self._filters.unmute_words(words)

    def rules(self) -> tuple[Rule, ...]:
        return self._filters.rules()

    def put_rule(self, rule: Rule) -> None:
        self._filters.put_rule(rule)

    def remove_rule(self, rule_id: str) -> Rule:
        return self._filters.remove_rule(rule_id)

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        return self._filters.saved_searches()

    def put_saved_search(self, search: SavedSearch) -> None:
        self._filters.put_saved_search(search)

    def remove_saved_search(self, search_id: str) -> SavedSearch:
        return self._filters.remove_saved_search(search_id)


T = TypeVar("T")


class EditionBackend(Protocol):
    """Where editions are kept: files, or a database. The questions are those of `EditionStore`."""

    def editions(self) -> list[Edition]: ...
    def edition_ids(self) -> list[str]: ...
    def ensure_whole(self) -> None: ...
    def edition(self, edition_id: str) -> Edition: ...
    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]: ...
    def pick(self, pick_id: str) -> Pick: ...
    def find_picks(self, prefix: str) -> list[Pick]: ...
    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]: ...
    def history(self, edition_id: str) -> list[Event]: ...

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


class StoreEditions:
    """The part of a `Store` that is `EditionStore`, with the history of each edition."""

    _editions: EditionBackend

    def editions(self) -> list[Edition]:
        return self._editions.editions()

    def edition_ids(self) -> list[str]:
        return self._editions.edition_ids()

    def ensure_whole(self) -> None:
        self._editions.ensure_whole()

    def edition(self, edition_id: str) -> Edition:
        return self._editions.edition(edition_id)

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        return self._editions.picks(edition_id, dropped=dropped)

    def pick(self, pick_id: str) -> Pick:
        return self._editions.pick(pick_id)

    def find_picks(self, prefix: str) -> list[Pick]:
        return self._editions.find_picks(prefix)

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        return self._editions.places(pages)

    def history(self, edition_id: str) -> list[Event]:
        return self._editions.history(edition_id)

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
