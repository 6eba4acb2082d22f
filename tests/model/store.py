"""A library in memory: the reference for every backend, and the fake of tests.

Clear, not fast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from digest.domain.edition import Changes, Edition, Frozen, Pick, Revision
from digest.domain.entry import PAGES, Entry, Mark, entry_order
from digest.domain.feed import Feed, FetchState, feed_title
from digest.domain.muting import Muting, in_order, words_to_add, words_to_remove
from digest.domain.query import EntryPage, EntryQuery, EntryRow, FeedCounts, PickedPlace, Seen
from digest.domain.receipt import Receipt
from digest.domain.saved_search import SavedSearch
from digest.domain.text import matches
from digest.domain.url import canonical, is_web_address
from digest.storage.rules.editions import OpenEdition, by_rank, checked_edition_id, newest_first, no_pick
from digest.storage.rules.entries import MOST_FOUND, checked_id, no_entry
from digest.storage.rules.feeds import FeedList, no_feed
from digest.storage.rules.history import Actor
from digest.storage.rules.matching import Matcher
from digest.storage.rules.places import picked_places
from digest.storage.store import FeedRefresh
from tests.model.pages import PagesInMemory
from tests.model.whole import own_feed, own_state


class MemoryStore(PagesInMemory):
    """See `Store`."""

    # Feeds

    def feeds(self) -> list[Feed]:
        with self._lock:
            return [own_feed(feed) for feed in self._feeds.values() if feed.removed is None]

    def feed(self, feed_id: str) -> Feed:
        with self._lock:
            if feed_id not in self._feeds:
                raise no_feed(feed_id)
            return own_feed(self._feeds[feed_id])

    def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        for feed in feeds:
            checked_id(feed.id)
        with self._feed_list() as listed:
            return listed.add(feeds)

    def change_feed(self, feed_id: str, changes: Changes, *, seen: Changes | None = None) -> Feed:
        return self.change_feeds({feed_id: changes}, seen={feed_id: seen or {}})[0]

    def change_feeds(
        self,
        changes: Mapping[str, Changes],
        *,
        seen: Mapping[str, Changes] = {},
        searches: Sequence[tuple[SavedSearch, SavedSearch]] = (),
    ) -> list[Feed]:
        with self._feed_list() as listed:
            changed = [own_feed(feed) for feed in listed.change_all(changes, seen)]
            for before, after in searches:
                self.exchange(before, after)
            return changed

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        with self._feed_list() as listed:
            return own_feed(listed.remove(feed_id, when))

    def restore_feed(self, feed_id: str) -> Feed:
        with self._feed_list() as listed:
            return own_feed(listed.restore(feed_id))

    def muted_words(self) -> tuple[str, ...]:
        with self._lock:
            return in_order(self._muted.values())

    def mute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        with self._lock:
            added = words_to_add(self._muted, words)
            for key, word in added.items():
                self._set("feeds", self._muted, key, word)
            return in_order(added.values())

    def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        with self._lock:
            gone = [self._muted.pop(key) for key in words_to_remove(self._muted, words)]
            self._changes["feeds"] += len(gone)
            return in_order(gone)

    def founded(self) -> datetime | None:
        with self._lock:
            moments = [feed.added for feed in self._feeds.values()]
            moments += [edition.created for edition in self._editions.values()]
            return min((moment for moment in moments if moment), default=None)

    # Refreshing

    def fetch_states(self) -> dict[str, FetchState]:
        with self._lock:
            return {feed_id: own_state(state) for feed_id, state in self._states.items()}

    def seen(self, feed_id: str, signs: Collection[str] | None = None) -> list[Seen]:
        with self._lock:
            records = self._seen.get(feed_id, {}).values()
            asked = (one for one in records if _is_asked_for(one, signs))
            return sorted(asked, key=lambda seen: seen.entry_id)

    def apply_refresh(self, batch: Sequence[FeedRefresh]) -> None:
        with self._lock:
            for refresh in batch:
                if refresh.feed_id not in self._feeds:
                    raise no_feed(refresh.feed_id)
                brought = {entry.id for entry in refresh.entries}
                if strangers := set(refresh.content) - brought - set(self._entries):
                    raise ValueError(f"content of an unknown entry: {sorted(strangers)[0]!r}")
            for refresh in batch:
                self._apply(refresh)

    def merge_index(self) -> None:
        pass

    def _apply(self, refresh: FeedRefresh) -> None:
        listed = FeedList(self._feeds.values())
        for entry in refresh.entries:
            self._put_entry(entry)
        for seen in refresh.seen:
            known = self._entries.get(seen.entry_id)
            record = replace(seen, month=known.month) if known else seen
            self._set("seen", self._seen.setdefault(refresh.feed_id, {}), seen.entry_id, record)
        for entry_id, html in refresh.content.items():
            self._put_content(entry_id, html)
        if refresh.moved_to:
            listed.move({refresh.feed_id: refresh.moved_to})
            self._set("feeds", self._feeds, refresh.feed_id, listed.feeds[refresh.feed_id])
        self._set("fetch", self._states, refresh.feed_id, own_state(refresh.state))

    # Reading

    def entries(self, query: EntryQuery) -> EntryPage:
        with self._lock:
            muting = self._muting()
            found = [self._row(entry) for entry in self._listed() if self._fits(entry, query, muting)]
            found.sort(key=lambda row: entry_order(row.entry), reverse=True)
            end = query.offset + query.limit if query.limit else None
            return EntryPage(tuple(found[query.offset : end]), len(found))

    def search(self, words: str) -> Iterator[Sequence[EntryRow]]:
        for month in self.months() if words.strip() else ():
            yield self.entries(EntryQuery(month=month, search=words)).rows

    def entry(self, entry_id: str) -> EntryRow:
        with self._lock:
            if entry_id not in self._entries:
                raise no_entry(entry_id)
            return self._row(self._entries[entry_id])

    def find_entries(self, prefix: str) -> list[Entry]:
        with self._lock:
            page = canonical(prefix) if is_web_address(prefix) else None
            found = [entry for entry in self._listed() if _named(entry, prefix, page)]
            found.sort(key=lambda entry: (entry.month, entry_order(entry)), reverse=True)
            return found[:MOST_FOUND]

    def same_page(self, entry: Entry) -> list[EntryRow]:
        with self._lock:
            itself = self._entries.get(entry.id)
            page = entry.canonical_url
            others = [one for one in self._listed() if page and one.canonical_url == page and one.id != entry.id]
            others.sort(key=lambda one: (one.month, entry_order(one)), reverse=True)
            return [self._row(one) for one in ([itself] if itself else []) + others[:MOST_FOUND]]

    def content(self, entry: Entry) -> str:
        with self._lock:
            return self._content.get(entry.id, "")

    def keep_content(self, entry: Entry, html: str) -> None:
        with self._lock:
            if entry.id not in self._entries:
                raise no_entry(entry.id)
            if self._content.get(entry.id) != html:
                self._content[entry.id] = html
                self._changes["content"] += 1

    def months(self) -> list[str]:
        with self._lock:
            return sorted({entry.month for entry in self._entries.values()}, reverse=True)

    def feed_counts(self) -> dict[str, FeedCounts]:
        with self._lock:
            rows = [self._row(entry) for entry in self._listed()]
            names = [feed.id for feed in self._feeds.values() if feed.removed is None]
            names += [PAGES] if any(row.entry.feed_id == PAGES for row in rows) else []
            every = Counter(row.entry.feed_id for row in rows)
            new = [row.entry for row in rows if not row.read]
            unread = Counter(entry.feed_id for entry in new)
            muting = self._muting()
            muted = Counter(entry.feed_id for entry in new if self._is_muted(entry, muting))
            return {name: FeedCounts(every[name], unread[name], muted[name]) for name in names}

    def _listed(self) -> list[Entry]:
        """Entries of feeds that are there, and pages."""
        return [
            entry
            for entry in self._entries.values()
            if entry.feed_id == PAGES or ((feed := self._feeds.get(entry.feed_id)) and feed.removed is None)
        ]

    def _row(self, entry: Entry) -> EntryRow:
        mark = self._marks.get(entry.id, Mark())
        return EntryRow(entry, entry.old if mark.read is None else mark.read, mark.shortlisted)

    def _muting(self) -> Muting:
        muted = frozenset(feed.id for feed in self._feeds.values() if feed.muted)
        return Muting(muted, tuple(self.muted_words()), tuple(rule for rule in self.rules() if rule.action == "mute"))

    def _is_muted(self, entry: Entry, muting: Muting) -> bool:
        if muting.mutes(entry.feed_id, entry.title):
            return True
        fits = Matcher(muting.rules).fits(entry, lambda: self._content.get(entry.id, ""))
        return entry.feed_id != PAGES and fits

    def _fits(self, entry: Entry, query: EntryQuery, muting: Muting) -> bool:
        row = self._row(entry)
        return (
            (not query.month or entry.month == query.month)
            and (not query.feed_ids or entry.feed_id in query.feed_ids)
            and not (query.unread and row.read)
            and not (query.shortlisted and not row.shortlisted)
            and (query.pages is None or not query.pages.isdisjoint({entry.id, entry.canonical_url} - {""}))
            and (query.above is None or entry_order(entry) > entry_order(query.above))
            and (query.below is None or entry_order(entry) < entry_order(query.below))
            and (query.muted is None or query.muted == self._is_muted(entry, muting))
            and (not query.search.strip() or matches(query.search, *self._searched(entry)))
        )

    def _searched(self, entry: Entry) -> Iterable[str]:
        yield from (entry.title, entry.summary, entry.author)
        if feed := self._feeds.get(entry.feed_id):
            yield feed_title(feed, self._states.get(feed.id))
        for pick in self._picks.values():
            same = pick.entry_id == entry.id or (pick.canonical_url and pick.canonical_url == entry.canonical_url)
            if same and not pick.dropped:
                yield pick.comment

    # Editions

    def editions(self) -> list[Edition]:
        with self._lock:
            return sorted(self._editions.values(), key=lambda edition: edition.id, reverse=True)

    def edition_ids(self) -> list[str]:
        return [edition.id for edition in self.editions()]

    def ensure_whole(self) -> None:
        """Memory is never damaged."""

    def edition(self, edition_id: str) -> Edition:
        with self._lock:
            return self._editions.get(edition_id, Edition(edition_id))

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        with self._lock:
            mine = (pick for pick in self._picks.values() if pick.edition_id == edition_id)
            return by_rank(pick for pick in mine if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        with self._lock:
            if pick_id not in self._picks:
                raise no_pick(pick_id)
            return self._picks[pick_id]

    def find_picks(self, prefix: str) -> list[Pick]:
        with self._lock:
            found = [pick for pick in self._picks.values() if pick.id.startswith(prefix) and not pick.dropped]
            return newest_first(found)

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        with self._lock:
            return picked_places(self._picks.values(), self._editions, pages)

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        with self._opened(checked_edition_id(pick.edition_id), now) as opened:
            return opened.add(pick, id_taken=pick.id in self._picks)

    def change_pick(
        self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Pick:
        with self._opened_of(pick_id, now, sitting) as opened:
            return opened.change(pick_id, changes, version)

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        with self._opened_of(pick_id, now) as opened:
            return opened.move(pick_id, before, version)

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        with self._opened_of(pick_id, now) as opened:
            return opened.set_dropped(pick_id, version, dropped=True)

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        with self._opened_of(pick_id, now) as opened:
            return opened.set_dropped(pick_id, version, dropped=False)

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Edition:
        with self._opened(checked_edition_id(edition_id), now, sitting) as opened:
            return opened.change_edition(changes, version)

    def close_edition(
        self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:  # fmt: skip
        with self._opened(checked_edition_id(edition_id), now) as opened:
            return opened.close(frozen, version, picks)

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        with self._opened(checked_edition_id(edition_id), now) as opened:
            return opened.reopen(version)

    def remove_edition(self, edition_id: str, now: datetime, *, discard: bool = False) -> None:
        with self._opened(checked_edition_id(edition_id), now) as opened:
            opened.remove(discard=discard)

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        with self._opened(checked_edition_id(edition_id), now) as opened:
            return opened.revise(revision)

    def keep_receipt(self, edition_id: str, receipt: Receipt, now: datetime, *, instead_of: Receipt | None) -> Edition:
        with self._opened(checked_edition_id(edition_id), now) as opened:
            return opened.keep_receipt(receipt, instead_of)

    def import_edition(self, edition: Edition, picks: Sequence[Pick], now: datetime) -> Edition:
        with self._opened(checked_edition_id(edition.id), now) as opened:
            return opened.take_in(edition, picks, ids_taken=any(pick.id in self._picks for pick in picks))

    @contextmanager
    def _feed_list(self) -> Iterator[FeedList]:
        with self._lock:
            listed = FeedList(self._feeds.values())
            yield listed
            for feed in listed.feeds.values():
                self._set("feeds", self._feeds, feed.id, feed)

    @contextmanager
    def _opened(self, edition_id: str, now: datetime, sitting: str = "") -> Iterator[OpenEdition]:
        with self._lock:
            before = self.picks(edition_id, dropped=True)
            opened = OpenEdition(self.edition(edition_id), before, Actor(self.curator.name, now, sitting))
            yield opened
            if opened.is_changed:
                self._remember(edition_id, opened)
                self._keep_curator(now)
            if opened.edition.version:
                self._set("editions", self._editions, edition_id, opened.edition)
            else:
                self._editions.pop(edition_id, None)
            for gone in {pick.id for pick in before} - set(opened.picks):
                del self._picks[gone]
            for pick in opened.picks.values():
                self._set("editions", self._picks, pick.id, pick)

    @contextmanager
    def _opened_of(self, pick_id: str, now: datetime, sitting: str = "") -> Iterator[OpenEdition]:
        with self._lock, self._opened(self.pick(pick_id).edition_id, now, sitting) as opened:
            yield opened


def _named(entry: Entry, prefix: str, page: str | None) -> bool:
    return entry.id.startswith(prefix) or (page is not None and entry.canonical_url == page)


def _is_asked_for(one: Seen, signs: Collection[str] | None) -> bool:
    """Whether `Store.seen` is asked for a record that has these."""
    if signs is None or not (one.guid or one.canonical_url):
        return True
    return one.guid in signs or one.canonical_url in signs or one.entry_id in signs
