"""A pick goes to another month with its words: it is never lost and overwrites nothing."""

from __future__ import annotations

import pytest

from digest.bootstrap import Library
from digest.domain.edition import Pick
from digest.domain.errors import Conflict, EditionClosed, UsageError
from digest.domain.query import EntryQuery
from tests.builders import MONTH

NEXT = "2026-12"


def pick(library: Library, month: str = MONTH, comment: str = "Lesen!") -> Pick:
    entry = next(row.entry for row in library.store.entries(EntryQuery()).rows if row.entry.title == "Beitrag 11")
    return library.curation.pick_entry(entry, month, "Krise", {"comment": comment}).pick


def comments(library: Library) -> tuple[list[str], list[str]]:
    """Of this month and of the next."""
    here, there = ([one.comment for one in library.store.picks(month)] for month in (MONTH, NEXT))
    return here, there


def test_it_goes_with_its_words_and_comes_back(library: Library) -> None:
    library.actions.picks.carry_over(pick(library), NEXT)
    assert comments(library) == ([], ["Lesen!"])
    library.actions.undo_steps.undo()
    assert comments(library) == (["Lesen!"], [])
    library.actions.undo_steps.redo()
    assert comments(library) == ([], ["Lesen!"])


def test_out_of_a_closed_edition_nothing_goes(library: Library) -> None:
    picked = pick(library)
    library.editions.close(MONTH)
    with pytest.raises(EditionClosed):
        library.actions.picks.carry_over(picked, NEXT)
    assert comments(library) == (["Lesen!"], [])


def test_what_somebody_else_has_just_changed_stays(library: Library) -> None:
    seen = pick(library)
    library.curation.comment(seen, "Von ihr")
    with pytest.raises(Conflict):
        library.actions.picks.carry_over(seen, NEXT)
    assert comments(library) == (["Von ihr"], [])
    assert len(library.actions.undo_steps) == 0


def test_a_page_that_is_picked_there_keeps_its_words(library: Library) -> None:
    pick(library, NEXT, "Von ihr")
    with pytest.raises(UsageError, match="picked for 2026-12 already"):
        library.actions.picks.carry_over(pick(library), NEXT)
    assert comments(library) == (["Lesen!"], ["Von ihr"])


def test_an_undo_that_somebody_else_is_in_the_way_of_leaves_both(library: Library) -> None:
    carried = library.actions.picks.carry_over(pick(library), NEXT).pick
    assert carried is not None
    library.curation.comment(carried, "Von ihr")
    with pytest.raises(Conflict):
        library.actions.undo_steps.undo()
    assert comments(library) == (["Lesen!"], ["Von ihr"])


def test_a_move_that_somebody_else_has_moved_on_is_not_undone(library: Library) -> None:
    entries = [row.entry for row in library.store.entries(EntryQuery()).rows][:3]
    first, *_ = [library.curation.pick_entry(entry, MONTH, "Krise", {}).pick for entry in entries]
    moved = library.actions.picks.move(first, 1).pick
    assert moved is not None
    library.curation.move(moved, 3)
    order = [one.id for one in library.editions.picks(MONTH)]
    with pytest.raises(Conflict, match="Somebody else"):
        library.actions.undo_steps.undo()
    assert [one.id for one in library.editions.picks(MONTH)] == order
