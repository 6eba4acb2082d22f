"""What refreshing may change of what is known: decisions alone, the same for every backend."""

from __future__ import annotations

from dataclasses import replace

from digest.domain.entry import Entry
from digest.domain.errors import NotFound
from digest.domain.message import msg
from digest.domain.text import lazy_pattern

_ID = lazy_pattern(r"[A-Za-z0-9_-]{1,64}")

#: How many entries `find_entries` names at most.
MOST_FOUND = 20


def first_sight_kept(known: Entry, new: Entry) -> Entry:
    """`new` with what is fixed at first sight: month, time, place in the feed, `old`.

    Were `old` not kept, a corrected typo would bring a feed's whole history back as unread.
    """
    return replace(new, month=known.month, first_seen=known.first_seen, place=known.place, old=known.old)


def checked_id(text: str) -> str:
    """An id that may name a file; another one is a bug: ValueError."""
    if not is_id(text):
        raise ValueError(f"{text!r} is no id: letters, digits, - and _ only")
    return text


def is_id(text: str) -> bool:
    """True for what may become the name of a file."""
    return _ID.fullmatch(text) is not None


def no_entry(entry_id: str) -> NotFound:
    return NotFound(msg("There is no entry “{id}”.", id=entry_id), msg("“digest entries” lists the entries."))
