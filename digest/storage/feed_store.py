"""What a Store knows of feeds, and of what sorts their entries out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from digest.domain.edition import Changes
    from digest.domain.feed import Feed
    from digest.domain.rules import Rule
    from digest.domain.saved_search import SavedSearch
    from digest.storage.rules.exchange import Small


class FeedStore(Protocol):
    """Feeds, what people mute, their rules and saved searches; a part of `Store`."""

    def feeds(self) -> list[Feed]:
        """All feeds but removed ones, in the order in which they were added."""

    def feed(self, feed_id: str) -> Feed:
        """One feed, removed ones too. Raises NotFound."""

    def add_feeds(self, feeds: Sequence[Feed]) -> list[Feed]:
        """Add feeds; one whose address is there already (`url.same_feed_key`) is left as it is.

        Returns those that were really added, as kept. A removed feed of that address comes back under its old id,
        with the new title, category, folder and `by_hand`.
        """

    def change_feed(self, feed_id: str, changes: Changes, *, seen: Changes | None = None) -> Feed:
        """Set fields of a feed but `id`, `added`. Raises NotFound; UsageError (address in use).

        `seen` are the values of fields as the caller knows them: raises Conflict if somebody has set another one
        meanwhile.
        """

    def change_feeds(
        self,
        changes: Mapping[str, Changes],
        *,
        seen: Mapping[str, Changes] = {},
        searches: Sequence[tuple[SavedSearch, SavedSearch]] = (),
    ) -> list[Feed]:
        """Set fields of many feeds, all or none; return them in that order. As `change_feed`.

        `searches` are exchanged in the same transaction, each first one for its second (`exchange`).
        """

    def remove_feed(self, feed_id: str, when: datetime) -> Feed:
        """Remove a feed from all lists, not from editions. See `restore_feed`. Raises NotFound."""

    def restore_feed(self, feed_id: str) -> Feed:
        """Bring a removed feed back with everything. Raises NotFound."""

    def muted_words(self) -> tuple[str, ...]:
        """The words that mute entries by their titles (`domain.muting`), in dictionary order."""

    def mute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Mute these words, too; known ones, in any spelling, stay. Return the added ones."""

    def unmute_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Unmute these words, in any spelling; return those that were there, as written."""

    def rules(self) -> tuple[Rule, ...]:
        """The rules (`domain.rules`), the oldest first; muted words are not among them."""

    def remove_rule(self, rule_id: str) -> Rule:
        """Take a rule away; returns it. Raises NotFound."""

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """The named searches (`domain.saved_search`), in dictionary order."""

    def remove_saved_search(self, search_id: str) -> SavedSearch:
        """Take a saved search away; returns it. Raises NotFound."""

    def exchange(self, before: Small | None, after: Small | None) -> Small | None:
        """Put a rule, saved search or note in the place of another; None is nothing.

        Returns what is there afterwards: a rule that another one says already is not kept twice. Raises Conflict unless
        what has the ids of both is as `before`, UsageError for a saved search whose name another has.
        """

    def founded(self) -> datetime | None:
        """When the first feed was added or the first edition begun; None for an empty library."""
