"""What a refresh changes: the feed now against what it has shown. Pure; no clock, no store.

How an entry is identified, in this order, each only if the key is unique in the feed's body *and* among what was
seen (a key that two entries share identifies neither):

1. GUID and address, both as they were;
2. the GUID: the address changed (http became https, the site moved);
3. the address: the GUID changed. An address without path names a site, not an entry, and does not count;
4. the content's hash, with the same GUID and address: for feeds whose keys are ambiguous;
5. title and date of publication: for sites that give all entries new GUIDs and addresses at once;
6. the id that its title and date make: for entries that have no key at all, or an ambiguous one.

Whatever is not identified is new. Its id is made of the GUID, else the address, else title and date
(`domain.entry.entry_id`); a key that is shared or used is left out, so that an id never stands for two entries.

Duplicates inside one body are one entry; the first counts if none is known. Duplicates have

- the same GUID and address, unless title and date both differ, or the fragments of the addresses ("#beitrag-2", if all
  posts are on one page);
- without GUID: the same address and title;
- without address: the same GUID (or none), title and date.

One GUID under two addresses or titles is a broken GUID: those are two entries, because losing one would be worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from digest.domain.entry import Entry, entry_id
from digest.domain.query import Seen
from digest.feeds.identity_keys import (
    IdentityKeys,
    Known,
    Shown,
    known_entry,
    numbered_id,
    own_ids,
    shown_entry,
    title_date,
    without_twins,
)
from digest.feeds.parsed import ParsedEntry, ParsedFeed

#: A feed's first refresh brings older entries in as read: subscribing to 60 feeds must not bury the inbox.
OLD = timedelta(days=31)
# Clocks and time zones are set wrongly by hours; what is later than that is no date of publication.
_FUTURE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Merged:
    """What to store: new and changed `entries`, their `content` by entry id, `seen` records.

    A changed entry carries its id and month; its `first_seen`, `old` and `place` are this refresh's and not to be
    kept: the Store holds on to those of a known id. `new` and `updated` count entries.
    """

    entries: tuple[Entry, ...] = ()
    content: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
    new: int = 0
    updated: int = 0


def merge(feed_id: str, parsed: ParsedFeed, seen: Sequence[Seen], now: datetime, month: str, first: bool) -> Merged:
    """Compare a parsed feed with all that was `seen` of it.

    `now` (UTC) is the moment of first sight and `month` the local month of it. `first`: this is the feed's first
    refresh. Entries that are as they were are not in the result: merging the same again changes nothing.
    """
    remembered = [known_entry(record) for record in _related(seen, parsed.entries)]
    shown = without_twins(parsed.entries, {each.by_print() for each in remembered})
    known = _recognised(feed_id, shown, remembered, seen)
    ids = _Ids(feed_id, shown, {record.entry_id for record in seen})
    entries: list[Entry] = []
    content: dict[str, str] = {}
    records: list[Seen] = []
    new = 0
    for each, record in zip(shown, known, strict=True):
        entry = each.entry
        kept = Seen(
            entry_id=record.entry_id if record else ids.new(each),
            guid=entry.guid,
            canonical_url=entry.canonical_url,
            month=record.month if record else month,
            print=each.print,
            title_date=each.title_date,
        )
        if kept == record:
            continue
        records.append(kept)
        # What nobody sees (another GUID) is no change; but pages are compared by the canonical address.
        if record and record.print == kept.print and record.canonical_url == kept.canonical_url:
            continue
        entries.append(_entry(feed_id, each, kept, now, first and record is None))
        new += record is None
        if entry.content or record:
            content[kept.entry_id] = entry.content
    return Merged(tuple(entries), content, tuple(records), new, len(entries) - new)


def possible_keys(feed_id: str, parsed: ParsedFeed) -> set[str]:
    """All keys that could identify an entry of the body, and every id it could be given.

    What was seen and shares none of them has no part in `merge`.
    """
    found: set[str] = set()
    for place, entry in enumerate(parsed.entries):
        shown = shown_entry(place, entry, "")  # the print of an entry is in no id, and costs the most
        found |= {entry.guid, entry.canonical_url, *own_ids(feed_id, shown)}
        found |= {entry_id(feed_id, entry.guid, "", "", None), entry_id(feed_id, "", shown.address, "", None)}
        found |= {numbered_id(feed_id, entry, number) for number in range(2)}
    return found - {""}


def _entry(feed_id: str, shown: Shown, seen: Seen, now: datetime, first: bool) -> Entry:
    entry = shown.entry
    published = entry.published if entry.published and entry.published <= now + _FUTURE else None
    return Entry(
        id=seen.entry_id,
        feed_id=feed_id,
        month=seen.month,
        title=entry.title,
        url=entry.url,
        canonical_url=entry.canonical_url,
        first_seen=now,
        published=published,
        author=entry.author,
        language=entry.language,
        summary=entry.summary,
        guid=entry.guid,
        tags=entry.tags,
        old=first and published is not None and published < now - OLD,
        place=shown.place,
    )


def _related(seen: Sequence[Seen], entries: Iterable[ParsedEntry]) -> list[Seen]:
    """The records that share a key with an entry of the body; no other one matters.

    After some years a feed remembers thousands, and shows twenty.
    """
    if not seen:
        return []
    guids = {entry.guid for entry in entries} - {""}
    addresses = {entry.canonical_url for entry in entries} - {""}
    titles = {title_date(entry) for entry in entries} - {""}
    return [
        record
        for record in seen
        if record.guid in guids
        or record.canonical_url in addresses
        or record.title_date in titles
        or not (record.guid or record.canonical_url)
    ]


def _recognised(
    feed_id: str, shown: Sequence[Shown], seen: Sequence[Known], every: Iterable[Seen]
) -> list[Seen | None]:
    """For each entry the record that it is known by, or None; no record twice.

    `seen` are those that share a key with an entry; ids are looked for among `every` one.
    """
    found: list[Seen | None] = [None] * len(shown)
    if not every:
        return found
    taken: set[str] = set()

    def take(at: int, record: Seen | None) -> None:
        if record and record.entry_id not in taken:
            found[at] = record
            taken.add(record.entry_id)

    for key_of in (
        IdentityKeys.pair,
        IdentityKeys.by_guid,
        IdentityKeys.by_address,
        IdentityKeys.by_print,
        IdentityKeys.by_title_date,
    ):
        unknown = [at for at, record in enumerate(found) if record is None]
        if not unknown:
            return found
        records = _unique(seen, key_of)
        counts = Counter(map(key_of, shown))
        for at in unknown:
            key = key_of(shown[at])
            take(at, records.get(key) if counts[key] == 1 else None)
    by_id = {record.entry_id: record for record in every}
    for at, record in enumerate(found):
        if record is None:
            take(at, next((by_id[each] for each in own_ids(feed_id, shown[at]) if each in by_id), None))
    return found


def _unique(seen: Iterable[Known], key_of: Callable[[IdentityKeys], Hashable]) -> dict[Hashable, Seen]:
    """The records by a key, those alone that share it with no other; None is no key."""
    found: dict[Hashable, Seen | None] = {}
    for known in seen:
        key = key_of(known)
        found[key] = None if key in found else known.record
    return {key: record for key, record in found.items() if key is not None and record is not None}


class _Ids:
    """Gives new entries their ids."""

    def __init__(self, feed_id: str, shown: Sequence[Shown], taken: set[str]) -> None:
        self._feed_id = feed_id
        self._guids = Counter(each.guid for each in shown)
        self._addresses = Counter(each.address for each in shown)
        self._taken = taken

    def new(self, shown: Shown) -> str:
        """The id of the strongest key that this entry has to itself."""
        made = next(each for each in self._candidates(shown) if each not in self._taken)
        self._taken.add(made)
        return made

    def _candidates(self, shown: Shown) -> Iterator[str]:
        if shown.guid and self._guids[shown.guid] == 1:
            yield entry_id(self._feed_id, shown.guid, "", "", None)
        if shown.address and self._addresses[shown.address] == 1:
            yield entry_id(self._feed_id, "", shown.address, "", None)
        yield from own_ids(self._feed_id, shown)
        yield from (numbered_id(self._feed_id, shown.entry, number) for number in count())


def came_before(merged: Merged, known: Sequence[Seen], last_success: datetime | None) -> bool:
    """True if a new entry was published before the feed was last asked.

    Then it may be an old one under new keys, and `merge` should be given all that was ever seen.
    """
    ids = {record.entry_id for record in known}
    return last_success is not None and any(
        entry.published is not None and entry.published <= last_success
        for entry in merged.entries
        if entry.id not in ids
    )
