"""The history of an edition.

One event for each act, and from it every text that ever stood there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digest.domain.edition import Edition, Revision
from digest.domain.errors import Conflict, EditionClosed
from digest.domain.event import Event, texts_after, texts_of
from digest.domain.receipt import DONE, Receipt
from digest.storage.rules.history import MOST_BYTES
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_frozen, a_pick, at
from tests.contract.conftest import BACKENDS
from tests.storage.storm import untold

StoreOf = Callable[..., Store]


def told(store: Store, month: str = MONTH) -> list[str]:
    """The events in short: what, and of which pick or field."""
    return [" ".join(filter(None, (one.what, one.pick, one.field))) for one in store.history(month)]


def test_who_did_what_when(store: Store, store_of: StoreOf) -> None:
    dora, emil = store_of("Dora"), store_of("Emil")
    dora.add_pick(a_pick(1, comment="Gut."), at(1))
    emil.change_pick("p1", {"comment": "Sehr gut.", "title": "Neu"}, at(2))
    first, *others = store.history(MONTH)
    assert first == Event(1, at(1), "Dora", "picked", "p1", "Seite 1", "Strategie", "comment", "Gut.")
    assert others == [
        Event(2, at(2), "Emil", "commented", "p1", "Neu", "Strategie", "comment", "Sehr gut."),
        Event(3, at(2), "Emil", "changed", "p1", "Neu", "Strategie", "title", "Neu"),
    ]


def test_every_act_on_a_pick_has_its_event(store: Store) -> None:
    for number in (1, 2, 3):
        store.add_pick(a_pick(number), at(number))
    store.move_pick("p3", "p1", at(4))
    store.change_pick("p1", {"category": "Krise"}, at(5))
    store.drop_pick("p2", at(6))
    store.restore_pick("p2", at(7))
    store.change_pick("p2", {"sponsored": True, "silenced": ("old-entry",)}, at(8))
    store.drop_pick("p2", at(9))
    store.add_pick(a_pick(2, id="p9", category="IK"), at(10))
    assert told(store)[3:] == [
        "moved p3", "category p1", "dropped p2", "restored p2", "changed p2 sponsored", "changed p2 silenced",
        "dropped p2", "restored p2", "category p2",
    ]  # fmt: skip
    moved, category = store.history(MONTH)[3:5]
    assert (moved.place, category.category) == (1, "Krise")


def test_every_act_on_an_edition_has_its_event(store: Store) -> None:
    store.add_pick(a_pick(1), at(1))
    store.add_pick(a_pick(2, category="IK"), at(1))
    store.change_edition(MONTH, {"intro": "Vorweg", "topic": "KI"}, at(2))
    store.change_edition(MONTH, {"labels": ["IK", "Strategie"]}, at(3))
    store.close_edition(MONTH, a_frozen(), at(4))
    store.change_edition(MONTH, {"url": "https://blog.example/1"}, at(5))
    store.reopen_edition(MONTH, at(6))
    assert told(store)[2:] == [
        "changed intro", "changed topic", "arranged", "closed", "changed url", "reopened"
    ]  # fmt: skip


def test_publishing_is_an_event_and_looking_at_it_again_is_none(store: Store) -> None:
    begun = Receipt("blog", "wordpress", begun=at(1))
    done = replace(begun, state=DONE, id="7", url="https://blog.example/7", pushed=at(2), by="Dora")
    store.keep_receipt(MONTH, begun, at(1), instead_of=None)
    store.keep_receipt(MONTH, done, at(2), instead_of=begun)
    store.keep_receipt(MONTH, replace(done, status="publish"), at(3), instead_of=done)
    assert [(event.what, event.field, event.text, event.by) for event in store.history(MONTH)] == [
        ("published", "blog", "https://blog.example/7", "Dora")
    ]


def test_a_revision_is_as_many_events_as_it_did_things(store: Store) -> None:
    for number in (1, 2, 3):
        store.add_pick(a_pick(number), NOW)
    revision = Revision({"intro": "x"}, {"p1": {"comment": "neu"}}, ("p2",), ("p3", "p1"))
    store.revise_edition(MONTH, revision, at(1))
    assert told(store)[3:] == ["dropped p2", "commented p1 comment", "changed intro"]
    store.revise_edition(MONTH, Revision(order=("p1", "p3")), at(2))
    assert told(store)[6:] == ["arranged"]


def test_an_import_is_one_event_and_what_it_brought_can_come_back(store: Store) -> None:
    old = Edition("2017-04", frozen=a_frozen(), closed=at(-9), created=at(-9))
    store.import_edition(old, [a_pick(1, comment="von damals")], at(1))
    assert told(store, "2017-04") == ["imported"]
    store.reopen_edition("2017-04", at(2))
    store.change_pick("p1", {"comment": "von heute"}, at(3))
    assert [event.text for event in texts_of(store.history("2017-04"), "p1")] == ["von damals", "von heute"]


def test_what_changes_nothing_or_is_refused_is_no_event(store: Store) -> None:
    store.add_pick(a_pick(1, comment="x"), NOW)
    before = store.history(MONTH)
    store.change_pick("p1", {"comment": "x"}, at(1))
    store.move_pick("p1", None, at(1))
    store.reopen_edition(MONTH, at(1))
    with pytest.raises(Conflict):
        store.change_pick("p1", {"comment": "y"}, at(1), version=7)
    store.close_edition(MONTH, a_frozen(), at(2))
    with pytest.raises(EditionClosed):
        store.drop_pick("p1", at(3))
    assert store.history(MONTH)[:-1] == before


def test_autosaves_of_one_sitting_are_one_event(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    for minute, text in enumerate(("E", "Ei", "Ein"), start=1):
        store.change_pick("p1", {"comment": text}, at(minute), sitting="s1")
        store.change_pick("p1", {"title": text.upper()}, at(minute), sitting="s1")
    assert [(event.what, event.text) for event in store.history(MONTH)[1:]] == [
        ("commented", "Ein"),
        ("changed", "EIN"),
    ]
    store.change_pick("p1", {"comment": "Zwei"}, at(9), sitting="s2")
    assert [event.text for event in texts_of(store.history(MONTH), "p1")] == ["", "Ein", "Zwei"]
    for text in ("V", "Vor"):
        store.change_edition(MONTH, {"intro": text}, at(10), sitting="s3")
    assert [event.text for event in texts_of(store.history(MONTH), "", "intro")] == ["Vor"]


def test_a_sitting_that_somebody_came_into_is_two_events(store: Store, store_of: StoreOf) -> None:
    store.add_pick(a_pick(1), NOW)
    store.change_pick("p1", {"comment": "Ein"}, at(1), sitting="s1")
    store_of("Emil").change_pick("p1", {"comment": "Emils"}, at(2))
    store.change_pick("p1", {"comment": "Einer"}, at(3), sitting="s1")
    assert [event.text for event in texts_of(store.history(MONTH), "p1")] == ["", "Ein", "Emils", "Einer"]


def test_two_changes_outside_of_a_sitting_are_two_events(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    for text in ("Ein", "Zwei", "Ein"):
        store.change_pick("p1", {"comment": text}, at(1))
    assert [event.text for event in texts_of(store.history(MONTH), "p1")] == ["", "Ein", "Zwei", "Ein"]


def test_a_history_goes_on_through_closing_reopening_and_removal(store: Store) -> None:
    store.add_pick(a_pick(1), at(0))
    for turn in range(5):
        store.close_edition(MONTH, a_frozen(), at(turn))
        store.reopen_edition(MONTH, at(turn))
    store.drop_pick("p1", at(9))
    store.remove_edition(MONTH, at(10))
    assert told(store) == ["picked p1 comment", *["closed", "reopened"] * 5, "dropped p1", "removed"]
    store.add_pick(a_pick(2), at(11))
    assert [event.number for event in store.history(MONTH)] == [*range(1, 15)]
    assert store.editions()[0].version


def test_a_clock_that_goes_backwards_does_not_change_the_order(store: Store) -> None:
    store.add_pick(a_pick(1), at(0))
    for minute in (10, -10, 5):
        store.change_pick("p1", {"comment": f"um {minute}"}, at(minute))
    assert [event.at for event in store.history(MONTH)] == [at(0), at(10), at(-10), at(5)]
    assert texts_after(store.history(MONTH))["p1", "comment"] == "um 5"


def test_nothing_was_done_to_an_edition_that_never_was(store: Store) -> None:
    assert store.history(MONTH) == []
    assert store.history("November") == []


@pytest.mark.parametrize("count", [1, 15, 16, 17, 33, 200])
def test_a_long_history_loses_nothing(store: Store, count: int) -> None:
    store.add_pick(a_pick(1), NOW)
    for number in range(count):
        store.change_pick("p1", {"comment": f"Fassung {number}"}, at(number))
    assert [event.number for event in store.history(MONTH)] == [*range(1, count + 2)]
    assert [event.text for event in store.history(MONTH)[1:]] == [f"Fassung {number}" for number in range(count)]


@pytest.mark.parametrize("backend", sorted(BACKENDS))
@pytest.mark.parametrize("into", sorted(BACKENDS))
def test_a_history_moves_with_the_library(backend: str, into: str, tmp_path: Path) -> None:
    one, other = BACKENDS[backend](tmp_path / "one"), BACKENDS[into](tmp_path / "other")
    fill(one)
    other.load(one.dump())
    for month in ("2026-10", MONTH, "2026-12"):
        assert other.history(month) == one.history(month)
        assert one.history(month)
    other.change_pick("p1", {"comment": "weiter"}, at(90))
    assert other.history(MONTH) == [*one.history(MONTH), replace(other.history(MONTH)[-1], text="weiter")]
    for store in (one, other):
        store.close()


def fill(store: Store) -> None:
    """An edition at work with a long history, a closed one, and one that was removed."""
    store.add_pick(a_pick(1), NOW)
    for number in range(40):
        store.change_pick("p1", {"comment": f"Fassung {number}\nmit „Zitat“ 🙂"}, at(number))
    store.add_pick(a_pick(2, "2026-10"), NOW)
    store.close_edition("2026-10", a_frozen(), at(1))
    store.change_edition("2026-12", {"labels": ["IK"]}, at(1))
    store.remove_edition("2026-12", at(2))


def test_a_long_history_loses_its_oldest_counts_only(store: Store) -> None:
    store.add_pick(a_pick(1, id="shared", comment="0"), at(0))
    store.add_pick(a_pick(2, comment="bleibt"), at(0))
    text = "ü" * (MOST_BYTES // 40)
    for number in range(1, 26):
        store.change_pick("shared", {"comment": str(number)}, at(number))
        store.change_edition(MONTH, {"intro": f"{number}{text}"}, at(number))
    history = store.history(MONTH)
    assert len(history) < 52
    assert untold(history, 25) == []
    assert texts_after(history)["p2", "comment"] == "bleibt"
    assert [event.number for event in history[1:]] == [*range(history[1].number, 53)]


def test_a_storm_finds_counts_that_a_history_has_lost_or_doubled() -> None:
    """Of `tests.storage.storm.untold`."""
    counts = [Event(n + 1, at(n), "Dora", "commented", "shared", field="comment", text=str(n)) for n in range(9)]
    assert untold(counts, 8) == []
    for wrong in (counts[1:], counts[:-1], counts[:4] + counts[5:], [*counts[:5], *counts[4:]], []):
        assert untold(wrong, 8)
    long = [*counts[3:], replace(counts[0], pick="", field="intro", text="x" * (MOST_BYTES // 2))]
    assert untold(long, 8) == []
    assert untold(long[1:-2] + long[-1:], 8)
