"""What a view asks the library for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.bootstrap import Library
    from digest.domain.query import EntryQuery
    from digest.services.reading.entries import ListedEntry


def listed_in(core: Library, view: View, month: str, query: EntryQuery) -> tuple[list[ListedEntry], int]:
    """The entries of a view, and how many there would be without a limit."""
    if view.kind == "section":
        picked = core.views.section(month, view.value)
        return picked, len(picked)
    found = core.reading.entries(query, month)
    return list(found.rows), found.total


def unread_in(core: Library, view: View, query: EntryQuery, total: int) -> int | None:
    """The number of a view's unread entries, if the library knows without reading them all."""
    if view.kind == "inbox":
        return total
    if query.search or view.kind not in ("all", "feed"):
        return None
    return core.reading.count(replace(query, unread=True))


def query_of(view: View, words: str, limit: int) -> EntryQuery:
    from digest.domain.query import EntryQuery

    return EntryQuery(
        unread=view.kind == "inbox",
        shortlisted=view.kind == "shortlist",
        feed_ids=(view.value,) if view.kind == "feed" else (),
        search=f"{view.value} {words}" if view.kind == "search" else words,
        muted={"inbox": False, "muted": True}.get(view.kind),
        limit=limit,
    )
