"""Rules: undo that overwrites no colleague, and what rules do to entries that come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import Conflict, LibraryError, NotFound, UsageError
from digest.domain.message import msg
from digest.domain.query import EntryQuery
from digest.domain.rules import Rule
from digest.services.reading.entry_rules import EntryRules
from digest.services.session.rule_actions import RuleActions
from digest.services.session.undo import UndoSteps
from digest.storage.rules.exchange import Small
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.model.store import MemoryStore

KRISE = Rule("", "Krise", field="text", action="category", category="Krise")


class FailingStore(MemoryStore):
    """Keeps no rule any more once it `is_full`."""

    is_full = False

    def exchange(self, before: Small | None, after: Small | None) -> Small | None:
        if self.is_full:
            raise LibraryError(msg("There is no space left."))
        return super().exchange(before, after)


@pytest.fixture
def store() -> FailingStore:
    made = FailingStore()
    made.add_feeds([a_feed(1), a_feed(2)])
    return made


@pytest.fixture
def rules(store: FailingStore) -> EntryRules:
    return EntryRules(store, lambda: NOW)


@pytest.fixture
def history() -> UndoSteps:
    return UndoSteps()


@pytest.fixture
def actions(rules: EntryRules, history: UndoSteps) -> RuleActions:
    return RuleActions(rules, history)


def test_each_change_of_a_rule_goes_back_and_forth(rules: EntryRules, actions: RuleActions, history: UndoSteps) -> None:
    actions.change(None, KRISE)
    (first,) = rules.all()
    actions.change(first, replace(first, pattern="Skandal"))
    (second,) = rules.all()
    actions.change(second, None)
    seen = []
    for step in (history.undo, history.undo, history.undo, history.redo, history.redo, history.redo):
        step()
        seen.append(rules.all())
    assert seen == [[second], [first], [], [first], [second], []]


@pytest.mark.parametrize("pattern", ["Skandal", "Gewinn*"])
def test_undo_leaves_a_rule_that_a_colleague_has_changed(
    store: FailingStore, rules: EntryRules, actions: RuleActions, history: UndoSteps, pattern: str
) -> None:
    actions.change(None, replace(KRISE, pattern=pattern))
    [mine] = rules.all()
    theirs = replace(mine, pattern="Anders")
    store.exchange(mine, theirs)
    with pytest.raises(Conflict, match="changed elsewhere"):
        history.undo()
    assert rules.all() == [theirs]


def test_undo_of_a_removed_rule_leaves_what_a_colleague_has_put_there(
    store: FailingStore, rules: EntryRules, actions: RuleActions, history: UndoSteps
) -> None:
    kept = rules.add(KRISE)
    actions.change(kept, None)
    theirs = replace(kept, category="IK")
    store.exchange(None, theirs)
    with pytest.raises(Conflict):
        history.undo()
    assert rules.all() == [theirs]


def test_a_rule_that_is_not_as_it_was_shown_is_not_replaced(
    store: FailingStore, rules: EntryRules, actions: RuleActions, history: UndoSteps
) -> None:
    shown = rules.add(KRISE)
    theirs = replace(shown, pattern="Anders")
    store.exchange(shown, theirs)
    for after in (None, replace(shown, pattern="Meins")):
        with pytest.raises(Conflict):
            actions.change(shown, after)
    assert rules.all() == [theirs]
    store.remove_rule(shown.id)
    with pytest.raises(Conflict):
        actions.change(shown, replace(shown, pattern="Meins"))
    assert (rules.all(), len(history)) == ([], 0)


def test_a_change_that_fails_leaves_the_rule_as_it_was(
    store: FailingStore, rules: EntryRules, actions: RuleActions, history: UndoSteps
) -> None:
    kept = rules.add(KRISE)
    store.is_full = True
    with pytest.raises(LibraryError):
        actions.change(kept, replace(kept, pattern="Skandal"))
    assert (rules.all(), len(history)) == ([kept], 0)


def test_a_rule_kept_unchanged_keeps_its_age_and_is_no_step(
    rules: EntryRules, actions: RuleActions, history: UndoSteps
) -> None:
    kept = rules.add(KRISE)
    actions.change(kept, replace(kept, pattern=" Krise "))
    assert (rules.all(), len(history)) == ([kept], 0)


def test_a_muted_word_goes_back_and_forth_as_a_rule(
    store: FailingStore, actions: RuleActions, history: UndoSteps
) -> None:
    actions.change(None, Rule("", "Gewinn*"))
    assert store.muted_words() == ("Gewinn*",)
    history.undo()
    assert store.muted_words() == ()
    history.redo()
    store.unmute_words(["gewinn*"])
    with pytest.raises(Conflict):
        history.undo()


def test_rules_do_to_new_entries_what_they_say_and_nothing_to_added_pages(
    store: FailingStore, rules: EntryRules
) -> None:
    rules.add(Rule("", "Beitrag", action="read"))
    rules.add(Rule("", "innen", field="text", action="shortlist"))
    rules.add(Rule("", "Beitrag", action="fulltext", feed_id="f2"))
    entries = [
        an_entry(1, "f1", title="Beitrag"),
        an_entry(2, "f2", title="Beitrag"),
        an_entry(3, "f1", title="Anderes"),
    ]
    page = an_entry(4, PAGES, title="Beitrag")
    store.apply_refresh([a_refresh("f1", entries[0], entries[2]), a_refresh("f2", entries[1])])
    done = rules.carry_out([*entries, page], {entries[2].id: "<p>ganz innen</p>"})
    assert (done.read, done.shortlisted, done.full_text) == (2, 1, (entries[1],))
    rows = {row.entry.id: row for row in store.entries(EntryQuery()).rows}
    assert [rows[entry.id].read for entry in entries] == [True, True, False]
    assert [rows[entry.id].shortlisted for entry in entries] == [False, False, True]
    assert rules.carry_out([], {}) == rules.carry_out([page], {})


def test_the_oldest_rule_suggests_also_after_one_was_added(store: FailingStore) -> None:
    moments = iter([NOW, NOW - timedelta(days=1)])
    rules = EntryRules(store, lambda: next(moments))
    entry = an_entry(1, "f1", title="Krise im Verein")
    rules.add(KRISE)
    assert rules.category_of(entry) == rules.all()[0]
    older = rules.add(replace(KRISE, pattern="Verein", category="IK"))
    assert rules.category_of(entry) == older
    assert rules.category_of(an_entry(2, "f1", title="Anderes")) is None


def test_the_same_rule_is_kept_once(rules: EntryRules) -> None:
    assert rules.add(KRISE) == rules.add(replace(KRISE, pattern=" Krise"))
    assert len(rules.all()) == 1


@pytest.mark.parametrize("rule", [replace(KRISE, category=""), replace(KRISE, action="read")])
def test_a_category_goes_with_its_action_and_no_other(rules: EntryRules, rule: Rule) -> None:
    with pytest.raises(UsageError, match="belongs to the action"):
        rules.add(rule)


def test_a_muted_word_is_removed_in_any_spelling_and_once(store: FailingStore, rules: EntryRules) -> None:
    rules.add(Rule("", "Gewinnspiel"))
    rule = rules.find("GEWINNSPIEL")
    rules.remove(rule)
    assert store.muted_words() == ()
    with pytest.raises(NotFound):
        rules.remove(rule)
    rules.exchange(None, rule)
    assert rules.all() == [rule]
