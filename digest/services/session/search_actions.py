"""Changes of the saved searches: making, changing and removing one, each an undo step."""

from __future__ import annotations

from digest.domain.message import Message, msg
from digest.domain.saved_search import SavedSearch
from digest.services.reading.saved_searches import SavedSearches
from digest.services.session.undo import Step, UndoSteps


class SearchActions:
    """One session's changes of saved searches."""

    def __init__(self, searches: SavedSearches, steps: UndoSteps) -> None:
        self._searches = searches
        self._steps = steps

    def add(self, search: SavedSearch) -> tuple[Message, SavedSearch]:
        """Keep a new one. Raises UsageError if it asks for nothing, or its name is taken."""
        kept = self._searches.add(search)
        name = msg("Search “{name}” saved", name=kept.name)
        self._record(name, None, kept)
        return name, kept

    def change(self, before: SavedSearch, after: SavedSearch) -> Message:
        """Keep another name or other conditions. Raises NotFound, UsageError, Conflict."""
        kept = self._searches.change(before, after)
        if kept == before:
            return msg("Nothing changed.")
        name = msg("Search “{name}” changed", name=kept.name)
        self._record(name, before, kept)
        return name

    def remove(self, search: SavedSearch) -> Message:
        """Take one away. Raises NotFound."""
        self._searches.remove(search)
        name = msg("Search “{name}” removed", name=search.name)
        self._record(name, search, None)
        return name

    def _record(self, name: Message, before: SavedSearch | None, after: SavedSearch | None) -> None:
        search = after or before
        about = (search.id,) if search is not None else ()
        swap = self._searches.exchange
        self._steps.record(Step(name, lambda: swap(after, before), lambda: swap(before, after), about))
