"""A view's rows, read and joined with the shown ones, off the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from digest.domain.errors import GivenUp
from digest.tui.inbox.view_query import listed_in, narrowed_query_of, unread_in
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.bootstrap import Library
    from digest.domain.query import EntryQuery
    from digest.services.reading.narrowing import Narrowing
    from digest.tui.inbox.listed_rows import ListedRows


class Part(NamedTuple):
    """Of a long list `most` rows, from the number `first` on, or around an entry.

    That is the first of `around` that is there. With 0 for `most` it is the whole list, which is known not to be long.
    """

    most: int = 0
    first: int = 0
    around: tuple[str, ...] = ()


class Question(NamedTuple):
    """A question: the first rows of a view (`limit`) or its `part`, narrowed.

    `here` are the rows that are shown.
    """

    view: View
    month: str
    words: str
    narrowing: Narrowing | None
    limit: int = 0
    part: Part = Part()
    here: ListedRows | None = None

    @property
    def is_whole(self) -> bool:
        """True if all rows that are kept here at a time are asked for, not a screenful."""
        return self.limit == 0

    def query(self, library: Library) -> EntryQuery | None:
        """See `narrowed_query_of`."""
        return narrowed_query_of(library, self.view, self.month, self.words, self.narrowing, self.limit)


class ViewRows(NamedTuple):
    """The content of a view; `total` counts its entries, `unread` the unread ones, if known.

    A `whole` answer has all rows, or the part that was asked for.

    `joined` is what to show instead of the rows that were `here`: those without what is new, those with it, and how
    much that is. None if everything is shown anew.
    """

    rows: ListedRows
    view: View
    whole: bool
    total: int
    unread: int | None = None
    here: ListedRows | None = None
    joined: tuple[ListedRows, ListedRows, int] | None = None

    @property
    def every(self) -> tuple[ListedRows, ...]:
        """All rows of which some are to be shown."""
        return (self.rows, *(self.joined[:2] if self.joined is not None else ()))


def look_up(library: Library, asked: Question, is_last: Callable[[], bool]) -> ViewRows | None:
    """The answer; None to a question that was overtaken before its turn came, or meanwhile."""
    if asked.is_whole and not is_last():
        return None
    try:
        with library.reading.while_wanted(is_last):
            return _looked_up(library, asked, is_last)
    except GivenUp:
        return None


def _looked_up(library: Library, asked: Question, is_last: Callable[[], bool]) -> ViewRows:
    # Loaded on this thread: behind the first frame, which has no rows yet.
    from digest.services.reading.entries import one_a_page
    from digest.tui.inbox.listed_rows import ListedRows

    view, month = asked.view, asked.month
    query = asked.query(library)
    if query is not None and asked.is_whole and asked.part.most:
        query = _window(library, query, asked.part)
    listed, total = listed_in(library, view, month, query)
    first = query.offset if query is not None else 0
    after = max(0, total - first - len(listed))
    whole = asked.is_whole or not after
    if asked.narrowing:
        listed = asked.narrowing.of(listed, month)
    rows = ListedRows(one_a_page(listed), month, library.clock(), first=first, after=after)
    unread = unread_in(library, view, query, total) if rows.is_part else None
    if not whole or asked.here is None or not is_last():
        return ViewRows(rows, view, whole, total, unread)
    # Also on this thread: with ten thousand rows it takes as long as some frames.
    gone = library.views.left(rows.gone_from(asked.here, view.kind), month, off_shortlist=view.kind != "inbox")
    return ViewRows(rows, view, True, total, unread, asked.here, rows.joined_with(asked.here, view.kind, gone))


def _window(library: Library, query: EntryQuery, part: Part) -> EntryQuery:
    """The query for a part of its list; at the end of the list the part is as long as elsewhere."""
    first = part.first
    numbers = (library.reading.number_of(query, entry_id) for entry_id in part.around)
    if (number := next((one for one in numbers if one is not None), None)) is not None:
        first = number - part.most // 2
    if first > 0:
        first = min(first, library.reading.count(replace(query, offset=0, limit=1, is_counted=True)) - part.most)
    return replace(query, offset=max(0, first), limit=part.most, is_counted=True)
