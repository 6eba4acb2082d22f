"""Saving what the inbox shows as a view of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.widgets.sidebar import Sidebar, View

if TYPE_CHECKING:
    from digest.domain.saved_search import SavedSearch
    from digest.tui.host import Host
    from digest.tui.inbox.list_filter import ListFilter
    from digest.tui.inbox.listing import Listing
    from digest.tui.inbox.viewing import Viewing
    from digest.tui.search.saved_search_forms import SavedSearchForms


class SavingViews:
    """Acts on the saved search under the cursor, else on what the list shows."""

    def __init__(
        self, host: Host, sidebar: Sidebar, listing: Listing, viewing: Viewing, list_filter: ListFilter
    ) -> None:
        self._host = host
        self._sidebar = sidebar
        self._listing = listing
        self._viewing = viewing
        self._list_filter = list_filter

    @property
    def can_remove(self) -> bool:
        """True with the cursor on a saved search."""
        return bool(self._under_cursor)

    def save(self) -> None:
        """Change the saved search, or ask for the name of a new one."""
        from digest.services.reading.narrowing import Narrowing
        from digest.tui.search.saved_search_forms import search_of

        forms, listing = self._forms, self._listing
        view, words, narrowing = listing.view, listing.words, listing.narrowing
        if under_cursor := self._under_cursor:
            forms.change(under_cursor, self._changed)
        elif view.kind == "saved" and not words and not narrowing:
            forms.change(view.value, self._changed)
        elif (search := search_of(view, words, narrowing or Narrowing(), self._saved(view))) is None:
            self._host.say(msg("Picks of an edition and muted entries cannot be saved as a search."))
        elif not words and not narrowing and view.kind in ("inbox", "shortlist", "all"):
            self._host.say(msg("Every entry is shown: filter with / or f first, then save that."))
        else:
            forms.save(search, self._saved_now, self._viewing.name(view))

    def remove(self) -> None:
        """Take the saved search under the cursor away."""
        self._forms.remove(self._under_cursor, self._viewing.update)

    @property
    def _forms(self) -> SavedSearchForms:
        from digest.tui.search.saved_search_forms import SavedSearchForms

        return SavedSearchForms(self._host, self._viewing.feed_title)

    def _saved_now(self, search: SavedSearch) -> None:
        """Show the new view, without the words that are in it now."""
        self._list_filter.forget()
        self._listing.open_unfiltered(View("saved", search.id))
        self._viewing.update()

    def _changed(self, search: SavedSearch) -> None:
        view = View("saved", search.id)
        if self._listing.view == view:
            self._listing.open(view)
        self._viewing.update()

    def _saved(self, view: View) -> SavedSearch | None:
        overview = self._viewing.overview
        searches = overview.searches if overview is not None and view.kind == "saved" else ()
        return next((one for one in searches if one.id == view.value), None)

    @property
    def _under_cursor(self) -> str:
        """The id of the saved search under the sidebar's cursor; empty for none."""
        view = self._sidebar.view if self._sidebar.has_focus else None
        return view.value if view is not None and view.kind == "saved" else ""
