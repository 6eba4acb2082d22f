"""What a view asks the library for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.bootstrap import Library
    from digest.domain.query import EntryQuery
    from digest.services.reading.entries import ListedEntry
    from digest.services.reading.narrowing import Narrowing


def listed_in(library: Library, view: View, month: str, query: EntryQuery | None) -> tuple[list[ListedEntry], int]:
    """The entries of a view, and how many there would be without a limit."""
    if view.kind == "section":
        picked = library.views.section(month, view.value)
        return picked, len(picked)
    if query is None:
        return [], 0
    found = library.reading.entries(query, month)
    return list(found.rows), found.total


def unread_in(library: Library, view: View, query: EntryQuery | None, total: int) -> int | None:
    """The number of a view's unread entries, if the library knows without reading them all."""
    if query is None or query.search or query.pages is not None:
        return None
    if query.unread:
        return total
    if view.kind not in ("all", "feed", "folder"):
        return None
    return library.reading.count(replace(query, unread=True, offset=0, limit=1))


def narrowed_query_of(
    library: Library, view: View, month: str, words: str, narrowing: Narrowing | None, limit: int = 0
) -> EntryQuery | None:
    """A view's query without what its narrowing leaves out anyway; None as `query_of`."""
    query = query_of(library, view, words, limit)
    if query is None or not narrowing:
        return query
    if narrowing.feed_id and not query.feed_ids:
        query = replace(query, feed_ids=(narrowing.feed_id,))
    if narrowing.is_about_picks:
        query = replace(query, pages=library.reading.pages_picked(month))
    return replace(query, unread=query.unread or narrowing.unread)


def query_of(library: Library, view: View, words: str, limit: int) -> EntryQuery | None:
    """A view's query; None if it is surely empty, because its feeds have gone."""
    from digest.domain.query import EntryQuery

    if view.kind in ("folder", "saved"):
        return _query_of_search(library, view, words, limit)
    return EntryQuery(
        unread=view.kind == "inbox",
        shortlisted=view.kind == "shortlist",
        feed_ids=(view.value,) if view.kind == "feed" else (),
        search=f"{view.value} {words}" if view.kind == "search" else words,
        muted={"inbox": False, "muted": True}.get(view.kind),
        limit=limit,
        is_counted=not limit,
    )


def _query_of_search(library: Library, view: View, words: str, limit: int) -> EntryQuery | None:
    """A folder's query includes muted feeds, as a feed's does; a saved search's does not."""
    from digest.domain.saved_search import SavedSearch

    searches, further = library.reading.searches, SavedSearch("", "", words)
    if view.kind == "folder":
        return _counted_if_whole(
            searches.query(SavedSearch("", "", folder=view.value), further, limit=limit, muted=None)
        )
    search = next((one for one in searches.all() if one.id == view.value), None)
    return _counted_if_whole(searches.query(search, further, limit=limit)) if search is not None else None


def _counted_if_whole(query: EntryQuery | None) -> EntryQuery | None:
    """The query, counting only if it is for the whole list, which follows the first rows."""
    return replace(query, is_counted=not query.limit) if query is not None else None
