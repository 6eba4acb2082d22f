"""A view's rows, read and joined with the shown ones, off the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from digest.domain.errors import GivenUp
from digest.tui.inbox.view_query import listed_in, query_of, unread_in
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.bootstrap import Library
    from digest.services.reading.narrowing import Narrowing
    from digest.tui.inbox.listed_rows import ListedRows


class Question(NamedTuple):
    """A question: so many rows of a view (`limit` 0: all), narrowed; `here` are the shown ones."""

    view: View
    month: str
    words: str
    narrowing: Narrowing | None
    limit: int
    here: ListedRows | None


class ViewRows(NamedTuple):
    """The content of a view; `unread` counts all its unread entries, None until counted.

    `joined` is what to show instead of the rows that were `here`: those without what is new, those with it, and how
    much that is. None if everything is shown anew.
    """

    rows: ListedRows
    view: View
    whole: bool
    unread: int | None = None
    here: ListedRows | None = None
    joined: tuple[ListedRows, ListedRows, int] | None = None


def look_up(library: Library, asked: Question, is_last: Callable[[], bool]) -> ViewRows | None:
    """The answer; None to a question that was overtaken before its turn came, or meanwhile."""
    if asked.limit == 0 and not is_last():
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
    listed, total = listed_in(library, view, month, query_of(library, view, asked.words, asked.limit))
    whole = asked.limit == 0 or total <= asked.limit
    if asked.narrowing:
        listed = asked.narrowing.of(listed, month)
    rows = ListedRows(one_a_page(listed), month, library.clock(), total=0 if whole else total)
    if not whole:
        return ViewRows(rows, view, False, unread_in(library, view, query_of(library, view, asked.words, 1), total))
    if asked.here is None or not is_last():
        return ViewRows(rows, view, True)
    # Also on this thread: with ten thousand rows it takes as long as some frames.
    gone = library.views.left(rows.gone_from(asked.here, view.kind), month, off_shortlist=view.kind != "inbox")
    return ViewRows(rows, view, True, here=asked.here, joined=rows.joined_with(asked.here, view.kind, gone))
