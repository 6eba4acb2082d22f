"""Rules and saved searches in memory, and what is exchanged for another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from digest.domain.note import Note
from digest.domain.rules import Rule, no_rule
from digest.domain.rules import in_order as in_order_of_age
from digest.domain.saved_search import SavedSearch, by_name, no_saved_search
from digest.storage.rules.exchange import Small, exchanged, kind_of
from tests.model.whole import WholeInMemory


class FiltersInMemory(WholeInMemory):
    """The part of `MemoryStore` that sorts entries out."""

    def _keep_curator(self, now: datetime) -> None:
        raise NotImplementedError

    def rules(self) -> tuple[Rule, ...]:
        with self._lock:
            return in_order_of_age([*self._rules.values()])

    def remove_rule(self, rule_id: str) -> Rule:
        with self._lock:
            if rule_id not in self._rules:
                raise no_rule(rule_id)
            self._changes["feeds"] += 1
            return self._rules.pop(rule_id)

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        with self._lock:
            return by_name(self._searches.values())

    def remove_saved_search(self, search_id: str) -> SavedSearch:
        with self._lock:
            if search_id not in self._searches:
                raise no_saved_search(search_id)
            self._changes["feeds"] += 1
            return self._searches.pop(search_id)

    def exchange(self, before: Small | None, after: Small | None) -> Small | None:
        kind = kind_of(before, after)
        part = "editions" if kind == "notes" else "feeds"
        with self._lock:
            tables: dict[str, dict[str, Any]] = {"rules": self._rules, "searches": self._searches, "notes": self._notes}
            table = tables[kind]
            done = exchanged(table, before, after)
            for gone in done.gone:
                del table[gone]
                self._changes[part] += 1
            for key, one in done.put.items():
                self._set(part, table, key, one)
            if isinstance(done.answer, Note) and (moment := done.answer.done or done.answer.at):
                self._keep_curator(moment)
            return done.answer
