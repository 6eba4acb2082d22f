"""Rules as a library keeps them, and what those that mute hide."""

from __future__ import annotations

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import NotFound
from digest.domain.query import EntryQuery
from digest.domain.rules import Rule
from digest.storage.store import Store
from tests.builders import a_feed, a_refresh, an_entry, at

MUTE = Rule("r1", "(gewinn|verlos)", is_regex=True, added=at(1))
READ = Rule("r2", "Anzeige", field="tag", action="read", feed_id="f1", added=at(0))


@pytest.fixture
def filled(store: Store) -> Store:
    store.add_feeds([a_feed(1), a_feed(2)])
    plain = an_entry(3, author="Kerstin Beispiel")
    store.apply_refresh([
        a_refresh("f1", an_entry(1, title="Großes Gewinnspiel"), an_entry(2, title="Krise"), plain,
                  content={plain.id: "<p>Ein <b>Rück</b>ruf &amp; mehr</p>"}),
        a_refresh("f2", an_entry(4, "f2", title="Verlosung")),
    ])  # fmt: skip
    store.add_page(an_entry(5, PAGES, title="Gewinn"))
    return store


def muted(store: Store) -> list[str]:
    return sorted(row.entry.title for row in store.entries(EntryQuery(muted=True)).rows)


def test_rules_are_kept_in_the_order_of_their_age_and_replaced_by_id(store: Store) -> None:
    assert store.rules() == ()
    before = store.stamp()
    store.exchange(None, MUTE)
    store.exchange(None, READ)
    assert store.stamp() != before
    assert store.rules() == (READ, MUTE)
    store.exchange(MUTE, Rule("r1", "anders", added=at(2)))
    assert [rule.pattern for rule in store.rules()] == ["Anzeige", "anders"]
    assert store.remove_rule("r2") == READ
    assert [rule.id for rule in store.rules()] == ["r1"]
    with pytest.raises(NotFound):
        store.remove_rule("r2")


def test_what_a_rule_mutes_leaves_the_inbox_but_no_page_that_somebody_added(filled: Store) -> None:
    filled.exchange(None, MUTE)
    assert muted(filled) == ["Großes Gewinnspiel", "Verlosung"]
    assert filled.entries(EntryQuery(muted=False)).total == 3
    assert filled.feed_counts()["f1"].muted == 1
    filled.apply_refresh([a_refresh("f2", an_entry(6, "f2", title="Noch ein Gewinn"))])
    assert muted(filled) == ["Großes Gewinnspiel", "Noch ein Gewinn", "Verlosung"]
    filled.remove_rule("r1")
    assert muted(filled) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule("x", "krise"), ["Krise"]),
        (Rule("x", "gewinn*"), ["Großes Gewinnspiel"]),
        (Rule("x", "gewinn"), []),
        (Rule("x", "verlosung", feed_id="f1"), []),
        (Rule("x", "verlosung", feed_id="f2"), ["Verlosung"]),
        (Rule("x", "", feed_id="f2"), ["Verlosung"]),
        (Rule("x", "beispiel", field="author"), ["Beitrag 3"]),
        (Rule("x", r"f2\.example/\d$", field="address", is_regex=True), ["Verlosung"]),
        (Rule("x", "rückruf", field="text"), ["Beitrag 3"]),
        (Rule("x", "r(ü|ue)ck ?ruf & mehr", field="text", is_regex=True), ["Beitrag 3"]),
        (Rule("x", "Gewinn", action="read"), []),
        (Rule("x", "(kaputt", is_regex=True), []),
        (Rule("x", "(a+)+$", is_regex=True), []),
    ],
)
def test_each_field_and_both_kinds_of_pattern(filled: Store, rule: Rule, expected: list[str]) -> None:
    filled.exchange(None, rule)
    assert muted(filled) == expected


def test_rules_are_in_a_dump_of_the_whole_library(filled: Store) -> None:
    filled.exchange(None, MUTE)
    portions = {portion.kind: dict(portion.records) for portion in filled.dump()}
    assert portions["rules"] == {"r1": MUTE}
