"""Entries as rows of the archive, and back; the words by which a search finds them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from digest.domain.entry import Entry
from digest.domain.feed import FetchState
from digest.domain.text import fold, keys_of_folded
from digest.domain.url import canonical
from digest.storage.codec import Malformed, decode
from digest.storage.sql.errors import Senseless

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

#: The fields of an Entry as columns, in the order in which `entry_of` takes them. All tables that have them are `e`.
ENTRY = (
    "e.id, e.feed_id, e.month, e.title, e.url, e.canonical_url, e.first_seen, e.published, e.author, e.language, "
    "e.summary, e.guid, e.tags, e.old, e.place"
)
#: Columns of an entry that may change after its first sight.
LATER = (
    "feed_id", "date", "published", "canonical_url", "title", "url", "author", "language", "guid", "tags", "summary",
)  # fmt: skip
#: The fields of a Seen, in their order.
SEEN = "entry_id, guid, canonical_url, month, print, title_date"
SEEN_TYPES = (str,) * 6
#: `domain.entry.entry_order`, newest first.
NEWEST_FIRST = "e.date DESC, e.first_seen DESC, e.feed_id DESC, e.place, e.id DESC"
OLDEST_FIRST = "e.date, e.first_seen, e.feed_id, e.place DESC, e.id"

#: What `NEWEST_FIRST` sorts by, as one value: of two entries the greater one stands first (`standing_of`).
STANDING = "(e.date, e.first_seen, e.feed_id, -e.place, e.id)"

#: Behind a column: it is one of the values of the parameter, which `as_list` makes.
LISTED = "IN (SELECT value FROM json_each(?))"
_NO_TAGS = "[]"


#: The types of the columns `ENTRY`; a date may be missing.
_TYPES = (str, str, str, str, str, str, int, int, str, str, str, str, str, int, int)
_DATELESS = (*_TYPES[:7], type(None), *_TYPES[8:])


def entry_of(row: Sequence[Any]) -> Entry:
    """The Entry of a row that begins with the columns `ENTRY`. Raises Senseless."""
    types = tuple(map(type, row[:15]))
    if types not in (_TYPES, _DATELESS):
        raise Senseless
    published, tags = row[7], row[12]
    try:
        return Entry(
            row[0], row[1], row[2], row[3], row[4], row[5], _EPOCH + timedelta(0, 0, row[6]),
            None if published is None else _EPOCH + timedelta(0, 0, published), row[8], row[9], row[10], row[11],
            () if tags == _NO_TAGS else _tags(tags), bool(row[13]), row[14],
        )  # fmt: skip
    except (ValueError, OverflowError) as error:
        raise Senseless from error


def standing_of(entry: Entry) -> tuple[int, int, str, int, str]:
    """Where an entry stands in lists, to be compared with `STANDING`."""
    date, first_seen = microseconds(entry.date), microseconds(entry.first_seen)
    return date, first_seen, bindable(entry.feed_id), -entry.place, bindable(entry.id)


def sensible(rows: Iterable[tuple[Any, ...]], *types: type) -> list[tuple[Any, ...]]:
    """Rows whose values are of these types. Raises Senseless."""
    found = list(rows)
    if any(tuple(map(type, row)) != types for row in found):
        raise Senseless
    return found


def _tags(text: str) -> tuple[str, ...]:
    tags = orjson.loads(text)
    if not (isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)):
        raise Senseless
    return tuple(tags)


def columns_of(entry: Entry) -> dict[str, Any]:
    """What the row of an entry holds, but for its number and whether it is unread."""
    return {
        "id": entry.id,
        "feed_id": entry.feed_id,
        "month": entry.month,
        "date": microseconds(entry.date),
        "first_seen": microseconds(entry.first_seen),
        "place": entry.place,
        "old": int(entry.old),
        "published": None if entry.published is None else microseconds(entry.published),
        # A backup, or a library of the former format, may hold what an older rule made of it.
        "canonical_url": canonical(entry.canonical_url) if entry.canonical_url else "",
        "title": entry.title,
        "url": entry.url,
        "author": entry.author,
        "language": entry.language,
        "guid": entry.guid,
        "tags": as_list(entry.tags) if entry.tags else _NO_TAGS,
        "summary": entry.summary,
    }


def searched_texts(entry: Entry) -> tuple[str, str, str]:
    """The texts of an entry that a search looks into."""
    return entry.title, entry.summary, entry.author


def microseconds(when: datetime) -> int:
    """Microseconds since 1970, UTC. ValueError for a time without zone."""
    if when.tzinfo is None:
        raise ValueError("a time without zone cannot be kept")
    return (when - _EPOCH) // _MICROSECOND


def packed(html: str) -> tuple[int, bytes]:
    """A text's size in UTF-8 bytes, and the text, compressed if smaller (sqlite.org/sqlar.html)."""
    data = html.encode("utf-8", "replace")
    small = zlib.compress(data, 1)
    return len(data), small if len(small) < len(data) else data


def unpacked(size: int, data: bytes) -> str:
    """The text that `packed` made small. Raises Senseless."""
    try:
        return (data if len(data) == size else zlib.decompress(data)).decode()
    except (zlib.error, ValueError, TypeError, AttributeError) as error:
        raise Senseless from error


def as_list(values: Iterable[str]) -> str:
    """Values as one parameter, for `IN (SELECT value FROM json_each(?))`."""
    return orjson.dumps([bindable(value) for value in values]).decode()


def bindable(text: str) -> str:
    """A text that a database accepts: bytes that are no UTF-8 are in no entry."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def months_in(entries: str) -> str:
    """Asks for the months with entries, newest first: one index step a month, not one an entry."""
    return f"""
        WITH RECURSIVE months (month) AS (
            SELECT max(month) FROM {entries}
            UNION ALL
            SELECT (SELECT max(e.month) FROM {entries} e WHERE e.month < months.month) FROM months
            WHERE months.month IS NOT NULL
        )
        SELECT month FROM months WHERE month IS NOT NULL
    """


def states_of(rows: Iterable[Sequence[Any]]) -> dict[str, FetchState]:
    """The state of each feed; an invalid one is left out, so that the feed is due."""
    states = ((feed_id, state_of(text)) for feed_id, text in rows)
    return {feed_id: state for feed_id, state in states if state is not None}


def state_of(text: str) -> FetchState | None:
    """A feed's state from its text; None for an invalid one."""
    try:
        return decode(FetchState, orjson.loads(text))
    except (Malformed, ValueError):
        return None


class Folded(NamedTuple):
    """A text's words: those equal in both foldings ("same"), and the others in either folding.

    A word that is looked for has no space in it, so it is found within one word of a text or not at all. So words are
    kept without their order, each once, and in two spellings only if the foldings of `domain.text.search_keys` differ.
    That halves the index beside keeping both whole, and finds the same (tests compare with `domain.text.matches`).
    """

    same: str
    plain: str
    spelled: str


def whole(text: str) -> str:
    """A text without NUL, at which SQLite's comparisons would end."""
    return text.replace("\0", "\ufffd")


def folded(texts: Iterable[str]) -> Folded:
    """What is kept of these texts."""
    text = fold(whole("\n".join(texts)))
    words = dict.fromkeys(text.split(" "))
    if text.isascii():
        return Folded(" ".join(words), "", "")
    different = dict.fromkeys(_spellings(word) for word in words if not word.isascii())
    if any(one == other for one, other in different):  # a word without umlauts, but with other marks or letters
        pairs = dict.fromkeys((word, word) if word.isascii() else _spellings(word) for word in words)
        different = dict.fromkeys(pair for pair in pairs if pair[0] != pair[1])
        same = " ".join(one for one, other in pairs if one == other)
    else:
        same = " ".join(filter(str.isascii, words))
    return Folded(same, " ".join(one for one, _ in different), " ".join(other for _, other in different))


# A language has few words with umlauts, and texts have them again and again.
_spellings = lru_cache(maxsize=4096)(keys_of_folded)
