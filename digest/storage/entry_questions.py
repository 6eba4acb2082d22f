"""Questions about entries that need both the archive and what people wrote or chose.

Put together here, once for every backend: which feeds are there, what is muted, in whose titles and in which comments
a word stands, what is on the shortlist. `kept_in_archive` sees to it that an archive has what people chose.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, overload

from digest.domain.entry import PAGES, Entry
from digest.domain.errors import LibraryDamaged
from digest.domain.month import is_month
from digest.domain.muting import Muting
from digest.domain.query import EntryPage, EntryQuery, EntryRow, FeedCounts
from digest.domain.text import search_keys
from digest.domain.url import canonical, is_web_address
from digest.storage.rules.entries import no_entry
from digest.storage.rules.matching import Matcher
from digest.storage.sql.conditions import EntryConditions, SearchedWord

if TYPE_CHECKING:
    from digest.domain.rules import Rule
    from digest.storage.files.kept_entries import KeptEntries
    from digest.storage.postgresql.curated import CuratedTables
    from digest.storage.postgresql.entries import DatabaseEntries
    from digest.storage.sql.archive import Archive
    from digest.storage.sql.lists import Found

    #: Both are asked alike, and tests/contract compares the answers.
    EntryArchive = Archive | DatabaseEntries


@dataclass(frozen=True, slots=True)
class Curated:
    """Asks what people wrote and chose, as far as a question about entries needs it.

    present     the feeds that are not removed, and `PAGES`
    muting      all that is muted
    titles      the title of each feed, as it is shown; the same object at most until a feed changes
    comments    the comments on each page that is picked, by its entry's id and by its canonical address; the same
                object until an edition changes
    shortlist   the ids of the entries on the shortlist
    """

    present: Callable[[], Collection[str]]
    muting: Callable[[], Muting]
    titles: Callable[[], Mapping[str, str]]
    comments: Callable[[], Mapping[str, Sequence[str]]]
    shortlist: Callable[[], Collection[str]]


class EntryQuestions:
    """The questions of `EntryStore`. `archive` opens it; `tell` gets damaged feeds."""

    def __init__(
        self,
        archive: Callable[[], EntryArchive],
        curated: Curated | CuratedTables,
        tell: Callable[[LibraryDamaged], None] | None = None,
    ) -> None:
        self._archive = archive
        self._curated = curated
        self._tell = tell
        self._muted: tuple[object, frozenset[str]] | None = None
        self._ruled: tuple[tuple[Rule, ...], Matcher, dict[str, tuple[Entry, bool]]] | None = None
        self._counted: tuple[object, object, Muting, object, Mapping[str, FeedCounts]] | None = None
        self._folded: tuple[object, list[tuple[str, str, str]]] | None = None
        self._folded_titles: tuple[object, list[tuple[str, str, str]]] | None = None

    def entries(self, query: EntryQuery) -> EntryPage:
        wanted = self._conditions(query)
        if wanted is None:
            return EntryPage((), 0)
        found, total = self._archive().lists.window(wanted, query.offset, query.limit)
        return EntryPage(self._rows(found), total)

    def search(self, words: str) -> Iterator[Sequence[EntryRow]]:
        if not words.strip():
            return
        asked, hidden = self._words(words), self._hidden()
        for numbers in self._archive().lists.search(asked, hidden):
            yield _Rows(numbers, lambda every: self._archive().lists.newest_first(every), self._by_numbers)

    def entry(self, entry_id: str) -> EntryRow:
        found = self._archive().lists.by_ids([entry_id])
        if entry_id not in found:
            raise no_entry(entry_id)
        return self._rows([found[entry_id]])[0]

    def find_entries(self, prefix: str) -> list[Entry]:
        page = canonical(prefix) if is_web_address(prefix) else None
        return self._archive().lists.beginning(prefix, page, self._hidden_if_known())

    def same_page(self, entry: Entry) -> list[EntryRow]:
        page = canonical(entry.canonical_url) if entry.canonical_url else ""
        hidden = self._hidden_if_known() if page else ()
        return list(self._rows(self._archive().lists.same_page(entry.id, page, hidden)))

    def feed_counts(self) -> dict[str, FeedCounts]:
        tallies = self._archive().lists.tallies()
        muting = self._curated.muting()
        by_word = self._archive().lists.tallies(self._muted_ids(muting)) if muting.words or muting.rules else {}
        present = self._curated.present()
        known = self._counted
        if known is not None and known[0] is tallies and known[1] is present and known[2:4] == (muting, by_word):
            return dict(known[4])
        found = {}
        for feed_id in present:
            every, unread = tallies.get(feed_id, (0, 0))
            muted = unread if feed_id in muting.feed_ids else by_word.get(feed_id, (0, 0))[1]
            if every or feed_id != PAGES:
                found[feed_id] = FeedCounts(every, unread, muted)
        self._counted = tallies, present, muting, by_word, found
        return dict(found)

    def _conditions(self, query: EntryQuery) -> EntryConditions | None:
        """The query as conditions of the archive; None if nothing can fit."""
        if query.month and not is_month(query.month):
            return None
        muting = self._curated.muting() if query.muted is not None else Muting()
        if query.muted and not muting:
            return None
        feed_ids = None
        if query.feed_ids:
            present = self._curated.present()
            feed_ids = [feed_id for feed_id in dict.fromkeys(query.feed_ids) if feed_id in present]
        return EntryConditions(
            month=query.month,
            feed_ids=feed_ids,
            hidden=() if feed_ids is not None else self._hidden(),
            unread=query.unread,
            ids=self._curated.shortlist() if query.shortlisted else None,
            pages=query.pages,
            above=query.above,
            below=query.below,
            muted=query.muted if muting else None,
            muted_feeds=muting.feed_ids,
            muted_ids=self._muted_ids(muting) if muting.words or muting.rules else (),
            words=self._words(query.search),
            is_counted=query.is_counted,
        )

    def _hidden(self) -> list[str]:
        """The feeds that have entries and are not there."""
        present = self._curated.present()
        return sorted(feed_id for feed_id in self._archive().lists.feeds() if feed_id not in present)

    def _hidden_if_known(self) -> list[str]:
        """As `_hidden`, but none if the feeds are damaged, once that was reported.

        A page can be found without its feed.
        """
        try:
            return self._hidden()
        except LibraryDamaged as error:
            if self._tell is None:
                raise
            self._tell(error)
            return []

    def _words(self, words: str) -> list[SearchedWord]:
        if not words.strip():
            return []
        titles, comments = self._titles(), self._comments()
        found = []
        for plain, spelled in dict.fromkeys(map(search_keys, words.split())):
            in_titles, in_comments = (
                {name for name, one, other in texts if plain in one or spelled in other} for texts in (titles, comments)
            )
            found.append(SearchedWord(plain, spelled, in_titles, in_comments))
        return found

    def _titles(self) -> list[tuple[str, str, str]]:
        """Each feed's title in both foldings: of 10,000 feeds that takes longer than a search."""
        titles = self._curated.titles()
        if self._folded_titles is None or self._folded_titles[0] is not titles:
            self._folded_titles = titles, [(feed_id, *search_keys(title)) for feed_id, title in titles.items()]
        return self._folded_titles[1]

    def _comments(self) -> list[tuple[str, str, str]]:
        """Each page with a comment on it in both foldings, made anew when an edition has changed."""
        comments = self._curated.comments()
        if self._folded is None or self._folded[0] is not comments:
            folded = [(page, *search_keys(text)) for page, texts in comments.items() for text in texts]
            self._folded = comments, folded
        return self._folded[1]

    def _muted_ids(self, muting: Muting) -> frozenset[str]:
        """The entries that a word or a rule mutes; asked again when an entry has changed."""
        stamp = self._archive().stamp()
        state = muting.words, muting.rules, stamp["entries"], stamp["content"]
        if self._muted is None or self._muted[0] != state:
            words = Muting(words=muting.words)
            found = {
                entry_id
                for word in muting.words
                for entry_id, feed_id, title in self._archive().lists.titled(_parts(word))
                if words.mutes(feed_id, title)
            }
            self._muted = state, frozenset(found | self._ruled_ids(muting.rules))
        return self._muted[1]

    def _ruled_ids(self, rules: tuple[Rule, ...]) -> set[str]:
        """The entries that a rule mutes; each is checked once, and again after a change."""
        if not rules:
            return set()
        if self._ruled is None or self._ruled[0] != rules:
            self._ruled = rules, Matcher(rules), {}
        _, matcher, known = self._ruled
        found, _ = self._archive().lists.window(EntryConditions(), 0, 0)
        judged: dict[str, tuple[Entry, bool]] = {}
        for entry, _read in found:
            before = known.get(entry.id)
            if before is not None and before[0] == entry and not matcher.needs_body:
                judged[entry.id] = before
            elif entry.feed_id != PAGES:
                judged[entry.id] = entry, matcher.fits(entry, partial(self._archive().content, entry.id))
        self._ruled = rules, matcher, judged
        return {entry_id for entry_id, (_, is_muted) in judged.items() if is_muted}

    def _by_numbers(self, numbers: Sequence[int]) -> tuple[EntryRow, ...]:
        return self._rows(self._archive().lists.by_numbers(numbers))

    def _rows(self, found: Sequence[Found]) -> tuple[EntryRow, ...]:
        shortlist = self._curated.shortlist()
        return tuple(EntryRow(entry, read, entry.id in shortlist) for entry, read in found)


class _Rows(Sequence[EntryRow]):
    """Rows that are sorted and made on access: a word may be in 100,000 entries."""

    def __init__(
        self,
        numbers: list[int],
        in_order: Callable[[list[int]], list[int]],
        make: Callable[[Sequence[int]], Sequence[EntryRow]],
    ) -> None:
        self._length = len(numbers)
        self._numbers = numbers
        self._in_order: Callable[[list[int]], list[int]] | None = in_order
        self._make = make

    def __len__(self) -> int:
        return self._length

    @property
    def _ordered(self) -> list[int]:
        if self._in_order is not None:
            self._numbers, self._in_order = self._in_order(self._numbers), None
        return self._numbers

    @overload
    def __getitem__(self, place: int) -> EntryRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[EntryRow]: ...
    def __getitem__(self, place: int | slice) -> EntryRow | Sequence[EntryRow]:
        if isinstance(place, slice):
            return self._make(self._ordered[place])
        return self._make([self._ordered[place]])[0]

    def __iter__(self) -> Iterator[EntryRow]:
        return iter(self._make(self._ordered) if self._length else ())


def _parts(word: str) -> list[SearchedWord]:
    """What must be in an entry somewhere, so that a muted word can be in its title."""
    plain, spelled = search_keys(word.strip(" *"))
    return [SearchedWord(*pair) for pair in zip(plain.split(" "), spelled.split(" "), strict=True)]


def kept_in_archive(kept: KeptEntries, archive: Archive) -> None:
    """Bring the archive in step with what people chose, after a loss or changes elsewhere.

    Pages come and go; an entry on the shortlist comes back. If nobody has chosen anything here, the archive's pages
    are copied into the file.
    """
    state = kept.file_state()
    if state and state == archive.pages_mark():
        if not _missing(kept.chosen(), archive):
            return
    elif _is_in_step(kept, archive):
        archive.note_pages(state)
        return
    with kept.transaction():  # nobody adds a page meanwhile
        here = archive.page_ids()
        if not kept.exists:
            kept.put_pages(found.entry for found in archive.lists.by_ids(here).values())
            return
        entries = kept.entries()
        if missing := _missing(entries, archive):
            archive.put_entries(missing, {})
        if surplus := here - {entry.id for entry in entries if entry.feed_id == PAGES}:
            archive.remove_pages(surplus)


def _is_in_step(kept: KeptEntries, archive: Archive) -> bool:
    """Looks only, so that a library that cannot be locked or changed can be read."""
    if not kept.exists:
        return archive.file is None or not archive.page_ids()
    return archive.page_ids() == kept.page_ids() and not _missing(kept.chosen(), archive)


def _missing(entries: Sequence[Entry], archive: Archive) -> list[Entry]:
    there = archive.lists.by_ids([entry.id for entry in entries])
    return [entry for entry in entries if entry.id not in there]
