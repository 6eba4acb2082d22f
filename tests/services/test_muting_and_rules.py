"""Muted words and rules: one list for both front ends, each change once."""

from __future__ import annotations

import pytest

from digest.bootstrap import Library
from digest.domain.errors import NotFound, UsageError
from digest.domain.query import EntryQuery
from digest.domain.rules import Rule


def shown(library: Library) -> list[str]:
    rows = library.store.entries(EntryQuery(unread=True, muted=False)).rows
    return sorted(row.entry.title for row in rows)


def test_a_word_mutes_once_in_whatever_spelling(library: Library) -> None:
    assert library.muted_words.change([" beitrag* "], muted=True) == ("beitrag*",)
    assert library.muted_words.change(["BEITRAG*"], muted=True) == ()
    assert library.muted_words.all() == ("beitrag*",)
    assert shown(library) == []


def test_what_is_no_word_mutes_nothing_beside_it(library: Library) -> None:
    with pytest.raises(UsageError, match="is no word"):
        library.muted_words.change(["Werbung", " * "], muted=True)
    assert library.muted_words.all() == ()


def test_undo_lets_in_again_what_the_key_has_muted(library: Library) -> None:
    library.actions.feeds.mute_word("Beitrag*", True)
    library.actions.undo()
    assert (library.muted_words.all(), len(shown(library))) == ((), 6)


def test_a_rule_says_what_it_would_fit_and_then_does_it(library: Library) -> None:
    rule = Rule("", "Beitrag*", action="read", feed_id="f1")
    assert len(library.entry_rules.try_out(library.entry_rules.checked(rule)).hits) == 3
    library.entry_rules.add(rule, at_once=True)
    assert len(shown(library)) == 3


def test_a_rule_is_found_by_the_beginning_of_its_id_and_by_its_word(library: Library) -> None:
    kept = library.entry_rules.add(Rule("", "Werbung"))
    assert library.entry_rules.find(kept.id[:4]) == library.entry_rules.find("werbung") == kept
    library.entry_rules.remove(kept)
    with pytest.raises(NotFound):
        library.entry_rules.find(kept.id)


def test_a_rule_of_that_word_comes_before_one_whose_id_begins_so(library: Library) -> None:
    other = library.entry_rules.add(Rule("", "Werbung"))
    word = library.entry_rules.add(Rule("", other.id[:3]))
    assert library.entry_rules.find(other.id[:3]) == word


_SENSELESS = (Rule("", "(", is_regex=True), Rule("", "x", field="Farbe"), Rule("", "x", action="malen"))


@pytest.mark.parametrize("rule", _SENSELESS)
def test_a_rule_that_makes_no_sense_is_refused(library: Library, rule: Rule) -> None:
    with pytest.raises(UsageError):
        library.entry_rules.add(rule)


def test_the_oldest_rule_says_the_category(library: Library) -> None:
    library.entry_rules.add(Rule("", "Beitrag*", action="category", category="Krise"))
    entry = library.store.entries(EntryQuery()).rows[0].entry
    found = library.entry_rules.category_of(entry)
    assert found is not None
    assert found.category == "Krise"
