"""What sorts entries out, in feeds.json: muted words, rules, saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.muting import MutedWord, Muting, in_order
from digest.domain.rules import Rule
from digest.domain.rules import in_order as in_order_of_age
from digest.domain.saved_search import SavedSearch, by_name

if TYPE_CHECKING:
    from digest.storage.files.library_files import LibraryFiles


class FileFilters:
    """The muted words, rules and saved searches of `Store`."""

    def __init__(self, library: LibraryFiles) -> None:
        self._library = library

    def muted_words(self) -> tuple[str, ...]:
        return in_order(self._library.feeds.records("muted", MutedWord, "").values())

    def rules(self) -> tuple[Rule, ...]:
        return in_order_of_age([*self._library.feeds.records("rules", Rule).values()])

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        return by_name(self._library.feeds.records("searches", SavedSearch).values())

    def muting(self) -> Muting:
        """All that is muted."""
        records = self._library.feeds.table("feeds").records()
        muted = frozenset(key for key, plain in records.items() if plain.get("muted"))
        return Muting(muted, self.muted_words(), tuple(rule for rule in self.rules() if rule.action == "mute"))
