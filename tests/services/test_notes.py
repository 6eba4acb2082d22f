"""Notes: what is refused, and undo that overwrites no colleague."""

from __future__ import annotations

import pytest

from digest.domain.errors import Ambiguous, Conflict, NotFound, UsageError
from digest.domain.note import Note
from digest.services.curation.curators import LONGEST_NOTE, Notes
from digest.services.session.note_actions import NoteActions
from digest.services.session.undo import UndoSteps
from tests.builders import NOW, a_pick, an_entry
from tests.model.store import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def notes(store: MemoryStore) -> Notes:
    return Notes(store, lambda: NOW, "Dora")


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b"])
def test_a_note_without_words_is_refused(notes: Notes, text: str) -> None:
    with pytest.raises(UsageError):
        notes.add(an_entry(), text)
    assert notes.all(is_open=False) == []


def test_a_note_is_one_line_of_bounded_length(notes: Notes) -> None:
    made = notes.add(an_entry(), "Zwei\nZeilen " + "x" * 2 * LONGEST_NOTE)
    assert made.text.startswith("Zwei Zeilen xxx")
    assert len(made.text) <= LONGEST_NOTE


def test_a_note_on_a_pick_is_found_at_its_entry_and_page(notes: Notes) -> None:
    entry = an_entry(1)
    made = notes.add(a_pick(1, entry_id=entry.id, url=entry.url, canonical_url=entry.canonical_url), "Fragen")
    assert notes.of_entry(entry) == [made]
    assert notes.of_entry(an_entry(2)) == []
    assert notes.of_picks([a_pick(1), a_pick(2)]) == {"p1": [made]}


def test_ticking_off_twice_keeps_who_was_first(store: MemoryStore, notes: Notes) -> None:
    done = notes.settle(notes.add(an_entry(), "Fragen"))
    assert Notes(store, lambda: NOW, "Emil").settle(done).done_by == "Dora"


def test_a_note_is_named_by_the_beginning_of_its_id(store: MemoryStore, notes: Notes) -> None:
    for note_id in ("ab12", "ab34", "cd56"):
        store.exchange(None, Note(note_id, note_id, "Dora", NOW))
    assert notes.find(" CD ").id == "cd56"
    with pytest.raises(Ambiguous, match="fits 2"):
        notes.find("ab")
    for unknown in ("", "  ", "ef"):
        with pytest.raises(NotFound):
            notes.find(unknown)


def test_only_the_open_notes_of_one_curator_are_listed(store: MemoryStore, notes: Notes) -> None:
    mine, done = notes.add(an_entry(), "Meine"), notes.settle(notes.add(an_entry(), "Erledigt"))
    theirs = Notes(store, lambda: NOW, "Emil").add(an_entry(), "Seine")
    assert {note.id for note in notes.all()} == {mine.id, theirs.id}
    assert {note.id for note in notes.all(is_open=False, by="dora")} == {mine.id, done.id}


def test_undo_of_ticking_off_brings_back_no_note_that_a_colleague_removed(store: MemoryStore, notes: Notes) -> None:
    history = UndoSteps()
    note = notes.add(an_entry(), "Fragen")
    NoteActions(notes, history).settle(note)
    store.remove_note(note.id)
    with pytest.raises(Conflict):
        history.undo()
    assert store.notes() == []


def test_undo_of_a_note_leaves_it_if_a_colleague_has_ticked_it_off(store: MemoryStore, notes: Notes) -> None:
    history = UndoSteps()
    NoteActions(notes, history).add(an_entry(), "Fragen")
    (note,) = notes.all()
    Notes(store, lambda: NOW, "Emil").settle(note)
    with pytest.raises(Conflict):
        history.undo()
    assert [one.done_by for one in store.notes()] == ["Emil"]


def test_each_change_of_a_note_goes_back_and_forth(notes: Notes) -> None:
    history = UndoSteps()
    actions = NoteActions(notes, history)
    actions.add(an_entry(), "Fragen")
    actions.settle(notes.all()[0])
    actions.remove(notes.all(is_open=False)[0])
    seen = []
    for step in (history.undo, history.undo, history.undo, history.redo, history.redo, history.redo):
        step()
        seen.append([note.is_open for note in notes.all(is_open=False)])
    assert seen == [[False], [True], [], [True], [False], []]
