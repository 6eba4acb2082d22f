"""A key drops only the pick that was on the screen.

What somebody else has picked meanwhile stays.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.config.language import tell
from digest.domain.entry import Entry
from digest.domain.errors import Conflict, NotFound
from digest.storage.registry import open_store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry


@pytest.fixture
def library(tmp_path: Path) -> Library:
    store = open_store(tmp_path / "library", lambda: NOW)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.close()
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    return Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "config.toml"))


def entry_of(library: Library) -> Entry:
    return library.reading.find(an_entry(1).id)


def test_what_another_curator_picked_under_the_same_category_is_not_dropped(library: Library) -> None:
    theirs = library.curation.pick_entry(entry_of(library), MONTH, "Krise", {"comment": "Mit Mühe geschrieben."}).pick
    act = library.actions.picks.pick(entry_of(library), MONTH, "Krise", shown_category=None)
    assert act.pick == theirs
    assert "already" in tell(act.said)
    assert library.store.picks(MONTH) == [theirs]
    assert len(library.actions.undo_steps) == 0


def test_what_was_seen_there_is_dropped_and_a_new_category_is_taken(library: Library) -> None:
    library.actions.picks.pick(entry_of(library), MONTH, "Krise", shown_category=None)
    assert library.actions.picks.pick(entry_of(library), MONTH, "IK", shown_category="Krise").pick is not None
    library.actions.picks.pick(entry_of(library), MONTH, "IK", shown_category="ik")
    assert library.store.picks(MONTH) == []


def test_an_undo_that_came_too_late_says_what_stays(library: Library) -> None:
    library.actions.picks.pick(entry_of(library), MONTH, "Krise", shown_category=None)
    (pick,) = library.store.picks(MONTH)
    library.curation.change(pick, {"category": "IK"})
    with pytest.raises(Conflict) as caught:
        library.actions.undo()
    assert tell(caught.value.message).startswith("Not undone: “")
    assert "Somebody else has changed it since" in tell(caught.value.message)
    assert caught.value.remedy is None
    assert [pick.category for pick in library.store.picks(MONTH)] == ["IK"]


def test_an_undone_change_of_category_brings_a_pick_back_to_its_place(library: Library) -> None:
    for number, category in ((1, "Krise"), (2, "Krise"), (3, "IK")):
        library.store.add_pick(a_pick(number, category=category), NOW)

    def order() -> list[tuple[str, str]]:
        return [(pick.category, pick.id) for pick in library.editions.picks(MONTH)]

    before = order()
    library.actions.picks.change(library.store.pick("p1"), {"category": "IK"})
    after = order()
    assert after == [("IK", "p3"), ("IK", "p1"), ("Krise", "p2")]
    for _ in range(2):
        library.actions.undo()
        assert order() == before
        library.actions.redo()
        assert order() == after


def test_a_small_number_is_a_position_and_never_the_beginning_of_an_id(library: Library) -> None:
    """ "digest drop 7" of two picks must not drop the one whose id begins with 7."""
    library.store.add_pick(replace(a_pick(1), id="7fff0001"), NOW)
    assert library.curation.find("1").id == library.curation.find("7fff").id == "7fff0001"
    for number in ("7", "77", "2"):
        with pytest.raises(NotFound):
            library.curation.find(number)
