"""What sorts entries out, in feeds.json: muted words, rules, saved searches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.domain.muting import MutedWord, Muting, in_order, words_to_add, words_to_remove
from digest.domain.rules import Rule
from digest.domain.rules import in_order as in_order_of_age
from digest.domain.saved_search import SavedSearch, by_name
from digest.storage.codec import encode
from digest.storage.rules.feeds import no_rule, no_saved_search

if TYPE_CHECKING:
    from digest.storage.files.library_files import LibraryFiles


class FileFilters:
    """The muted words, rules and saved searches of `Store`."""

    def __init__(self, library: LibraryFiles) -> None:
        self._library = library

    def muted_words(self) -> tuple[str, ...]:
        return in_order(self._muted().values())

    def mute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        with self._library.feeds.transaction():
            added = words_to_add(self._muted(), words)
            self._library.feeds.table("muted").put({key: encode(word) for key, word in added.items()})
        return in_order(added.values())

    def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        with self._library.feeds.transaction():
            present = self._muted()
            keys = words_to_remove(present, words)
            self._library.feeds.table("muted").discard(keys)
        return in_order(present[key] for key in keys)

    def rules(self) -> tuple[Rule, ...]:
        return in_order_of_age([*self._library.feeds.records("rules", Rule).values()])

    def remove_rule(self, rule_id: str) -> Rule:
        return self._library.feeds.take("rules", Rule, rule_id, no_rule(rule_id))

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        return by_name(self._library.feeds.records("searches", SavedSearch).values())

    def remove_saved_search(self, search_id: str) -> SavedSearch:
        return self._library.feeds.take("searches", SavedSearch, search_id, no_saved_search(search_id))

    def muting(self) -> Muting:
        """All that is muted."""
        records = self._library.feeds.table("feeds").records()
        muted = frozenset(key for key, plain in records.items() if plain.get("muted"))
        return Muting(muted, self.muted_words(), tuple(rule for rule in self.rules() if rule.action == "mute"))

    def _muted(self) -> dict[str, MutedWord]:
        return self._library.feeds.records("muted", MutedWord, "")
