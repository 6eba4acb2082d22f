"""Several curators on one library.

Who picked, who wrote last, who appears, and notes between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.domain.edition import Revision
from digest.domain.errors import NotFound
from digest.domain.note import Note
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_frozen, a_pick, at
from tests.contract.conftest import BACKENDS
from tests.model.store import MemoryStore

StoreOf = Callable[..., Store]


def test_a_pick_tells_who_picked_it_and_who_wrote_last(store: Store, store_of: StoreOf) -> None:
    dora, emil = store_of("Dora Fuchs"), store_of("Emil")
    picked = dora.add_pick(a_pick(1), NOW)
    assert (picked.curator, picked.edited_by) == ("Dora Fuchs", "Dora Fuchs")
    emil.change_pick("p1", {"comment": "Gut."}, at(1))
    assert (store.pick("p1").curator, store.pick("p1").edited_by) == ("Dora Fuchs", "Emil")
    dora.revise_edition(MONTH, Revision(picks={"p1": {"title": "Neu"}}), at(2))
    assert store.pick("p1").edited_by == "Dora Fuchs"


def test_who_moves_or_drops_a_pick_has_written_nothing_in_it(store: Store, store_of: StoreOf) -> None:
    dora, emil = store_of("Dora Fuchs"), store_of("Emil")
    for number in (1, 2):
        dora.add_pick(a_pick(number), NOW)
    emil.move_pick("p2", "p1", at(1))
    emil.drop_pick("p2", at(2))
    emil.restore_pick("p2", at(3))
    emil.change_pick("p1", {"comment": ""}, at(4))
    assert {pick.edited_by for pick in store.picks(MONTH)} == {"Dora Fuchs"}


def test_who_picks_again_what_was_dropped_has_picked_it(store: Store, store_of: StoreOf) -> None:
    dora, emil = store_of("Dora Fuchs"), store_of("Emil")
    dora.add_pick(a_pick(1), NOW)
    assert emil.add_pick(replace(a_pick(1), id="p9"), at(1)).curator == "Dora Fuchs"
    dora.drop_pick("p1", at(2))
    assert emil.add_pick(replace(a_pick(1), id="p9"), at(3)).curator == "Emil"


def test_a_pick_that_comes_from_elsewhere_keeps_its_curators(store: Store, store_of: StoreOf) -> None:
    copied = store_of("Emil").add_pick(a_pick(1, curator="Dora", edited_by="Fritz"), NOW)
    assert (copied.curator, copied.edited_by) == ("Dora", "Fritz")


def test_without_a_curator_a_change_is_nobodys(store: Store, store_of: StoreOf) -> None:
    assert store.add_pick(a_pick(1), NOW).curator == ""
    assert store.curators() == []
    store_of("Dora").change_pick("p1", {"comment": "x"}, at(1))
    assert store.change_pick("p1", {"comment": "y"}, at(2)).edited_by == "Dora"


def test_curators_appear_with_their_first_act_in_its_order(store: Store, store_of: StoreOf) -> None:
    zoe, anna = store_of("Zoe", "ZZ"), store_of("Anna")
    assert zoe.curators() == []
    zoe.add_pick(a_pick(1), at(1))
    anna.change_edition("2026-12", {"topic": "x"}, at(2))
    zoe.change_pick("p1", {"comment": "x"}, at(3))
    assert store.curators() == [Curator("Zoe", "ZZ", at(1)), Curator("Anna", "", at(2))]


def test_names_in_picks_appear_behind_those_who_were_here(store: Store, store_of: StoreOf) -> None:
    store_of("Zoe").add_pick(a_pick(1, edited_by="berta"), at(1))
    store.add_pick(a_pick(2, "2026-10", curator="Berta", edited_by=" zoe "), at(2))
    assert [curator.name for curator in store.curators()] == ["Zoe", "Berta"]
    store.close_edition("2026-10", a_frozen(), at(3))
    assert [curator.name for curator in store.curators()] == ["Zoe", "berta"]


def test_a_store_may_be_handed_to_another_curator(store: Store, store_of: StoreOf) -> None:
    handed = store_of("Zoe")
    handed.add_pick(a_pick(1), at(1))
    handed.work_as(Curator("Anna"))
    assert handed.change_pick("p1", {"comment": "x"}, at(2)).edited_by == "Anna"
    assert [curator.name for curator in store.curators()] == ["Zoe", "Anna"]


def test_other_initials_take_the_place_of_the_former_ones(store: Store, store_of: StoreOf) -> None:
    store_of("Zoe").add_pick(a_pick(1), at(1))
    store_of("Zoe", "ZX").drop_pick("p1", at(2))
    assert store.curators() == [Curator("Zoe", "ZX", at(1))]


def test_what_changes_nothing_makes_nobody_appear(store: Store, store_of: StoreOf) -> None:
    store.add_pick(a_pick(1, comment="x"), NOW)
    store_of("Zoe").change_pick("p1", {"comment": "x"}, at(1))
    assert store.curators() == []


NOTE = Note("n1", "Zitat freigeben lassen", "Dora", at(1), pick="p1", page="https://seite.example/1", title="Seite 1")


def test_notes_are_kept_replaced_and_taken_away(store: Store, store_of: StoreOf) -> None:
    emil = store_of("Emil")
    other = Note("n0", "„Später“\u00a0🙂", "Emil", at(2), entry="e1")
    for note in (other, NOTE):
        emil.exchange(None, note)
    assert store.notes() == [NOTE, other]
    settled = replace(NOTE, done=at(3), done_by="Emil")
    emil.exchange(NOTE, settled)
    assert store.notes() == [settled, other]
    assert store.remove_note("n1") == settled
    assert store.notes() == [other]
    with pytest.raises(NotFound):
        store.remove_note("n1")
    assert [curator.name for curator in store.curators()] == ["Emil"]


def test_a_note_outlives_the_pick_it_is_on(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    store.exchange(None, NOTE)
    store.drop_pick("p1", at(2))
    store.close_edition(MONTH, a_frozen(), at(3))
    assert store.notes() == [NOTE]


def test_a_changed_note_shows_in_the_stamp(store: Store) -> None:
    before = store.stamp()
    store.exchange(None, NOTE)
    assert store.stamp() != before


@pytest.mark.parametrize("name", ["a/b", "", "../x"])
def test_a_notes_id_is_an_id(store: Store, name: str) -> None:
    with pytest.raises(ValueError):
        store.exchange(None, replace(NOTE, id=name))


@pytest.mark.parametrize("backend", sorted(BACKENDS))
@pytest.mark.parametrize("into", sorted(BACKENDS))
def test_curators_and_notes_move_with_the_library(backend: str, into: str, tmp_path: Path) -> None:
    one, other = BACKENDS[backend](tmp_path / "one"), BACKENDS[into](tmp_path / "other")
    one.load(filled().dump())
    other.load(one.dump())
    assert other.notes() == [NOTE]
    assert other.curators() == [Curator("Dora Fuchs", "DF", at(1))]
    assert other.pick("p1").curator == "Dora Fuchs"
    for store in (one, other):
        store.close()


def filled() -> Store:
    store = MemoryStore(Curator("Dora Fuchs", "DF"))
    store.add_pick(a_pick(1), at(1))
    store.exchange(None, NOTE)
    return store
