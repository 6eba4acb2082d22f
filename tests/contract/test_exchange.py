"""What has no version is changed as it was seen.

Who comes second is refused, and nobody's change is overwritten.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from digest.domain.errors import Conflict, UsageError
from digest.domain.note import Note
from digest.domain.rules import Rule
from digest.domain.saved_search import SavedSearch
from digest.storage.store import Store
from tests.builders import a_feed, at

RULE, SEARCH, NOTE = Rule("x1", "Krise", added=at(1)), SavedSearch("x1", "Krise", "krise"), Note("x1", "Nachfragen")
OTHERS = {"pattern": "Anders", "name": "Anders", "text": "Anders"}


def records(store: Store) -> list[Any]:
    return [*store.rules(), *store.saved_searches(), *store.notes()]


@pytest.mark.parametrize("record", [RULE, SEARCH, NOTE], ids=["rule", "search", "note"])
def test_a_record_is_exchanged_for_another_if_it_is_as_it_was_seen(store: Store, record: Any) -> None:
    (field,) = OTHERS.keys() & {*record.__dataclass_fields__} - ({"text"} if record is not NOTE else {"name"})
    mine, theirs = (replace(record, **{field: words}) for words in ("Meins", "Ihres"))
    assert store.exchange(None, record) == record
    assert store.exchange(record, theirs) == theirs
    before = store.stamp()
    for outdated in ((record, mine), (None, mine), (record, None), (replace(record, id="x2"), None)):
        with pytest.raises(Conflict, match="changed elsewhere"):
            store.exchange(*outdated)
    assert store.exchange(theirs, theirs) == theirs
    assert (records(store), store.stamp()) == ([theirs], before)
    moved = replace(mine, id="x3")
    assert store.exchange(theirs, moved) == moved
    assert records(store) == [moved]
    assert store.exchange(moved, None) is None
    assert records(store) == []


def test_a_rule_that_another_says_already_is_not_kept_twice(store: Store) -> None:
    store.exchange(None, RULE)
    other = replace(RULE, id="x2", pattern="Anders")
    assert store.exchange(None, replace(RULE, id="x3", added=at(2))) == RULE
    store.exchange(None, other)
    assert store.exchange(other, replace(other, pattern="Krise")) == RULE
    assert store.rules() == (RULE,)


def test_two_saved_searches_do_not_come_to_have_one_name(store: Store) -> None:
    store.exchange(None, SEARCH)
    other = replace(SEARCH, id="x2", name="Anders")
    store.exchange(None, other)
    for before, name in ((None, "KRISE"), (other, "krise")):
        with pytest.raises(UsageError, match="already"):
            store.exchange(before, replace(other, id="x2" if before else "x3", name=name))
    assert store.exchange(SEARCH, replace(SEARCH, name="KRISE")) is not None
    assert [one.name for one in store.saved_searches()] == ["Anders", "KRISE"]


def test_a_feed_is_changed_if_the_fields_are_as_they_were_seen(store: Store) -> None:
    store.add_feeds([a_feed(1, title="Alt"), a_feed(2, title="Zwei")])
    store.change_feed("f1", {"title": "Ihres", "paused": True})
    with pytest.raises(Conflict, match="Ihres"):
        store.change_feed("f1", {"title": "Meins"}, seen={"title": "Alt"})
    # What others have set as it is to be, or in other fields, is in nobody's way.
    assert store.change_feed("f1", {"title": "Ihres"}, seen={"title": "Alt"}).title == "Ihres"
    assert store.change_feed("f1", {"muted": True}, seen={"muted": False}).paused
    store.exchange(None, SEARCH)
    both = {"f2": {"folder": "PR"}, "f1": {"title": "Meins"}}
    for seen, before in (({"f1": {"title": "Alt"}}, SEARCH), ({}, replace(SEARCH, words="alt"))):
        with pytest.raises(Conflict):
            store.change_feeds(both, seen=seen, searches=[(before, replace(SEARCH, folder="PR"))])
    assert (store.feed("f2").folder, store.feed("f1").title, store.saved_searches()) == ("", "Ihres", (SEARCH,))
    store.change_feeds(both, seen={"f1": {"title": "Ihres"}}, searches=[(SEARCH, replace(SEARCH, folder="PR"))])
    assert (store.feed("f2").folder, store.saved_searches()[0].folder) == ("PR", "PR")
