"""Editing texts while somebody else may do the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.domain.edition import Pick
from digest.domain.errors import LibraryError
from digest.services.session.drafts import Draft
from tests.builders import MONTH, NOW, a_pick


@pytest.fixture
def library(tmp_path: Path) -> Library:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    library.store.add_pick(a_pick(1, comment="Erst dies."), NOW)
    return library


def pick(library: Library) -> Pick:
    return library.store.pick("p1")


def test_a_whole_editing_is_one_step_of_undo(library: Library) -> None:
    editing = library.editing(pick(library))
    for text in ("Erst dies. D", "Erst dies. Dann", "Erst dies. Dann das."):
        editing.save({"comment": text, "title": "Neu"})
    editing.finish()
    assert (pick(library).comment, pick(library).title) == ("Erst dies. Dann das.", "Neu")
    library.actions.undo()
    assert (pick(library).comment, pick(library).title) == ("Erst dies.", "")
    assert library.actions.undo() is None
    library.actions.redo()
    assert pick(library).comment == "Erst dies. Dann das."


def test_an_editing_that_changes_nothing_is_no_step(library: Library) -> None:
    editing = library.editing(pick(library))
    editing.save({"comment": "Erst dies."})
    editing.finish()
    assert library.actions.undo() is None
    assert pick(library).version == 1


def test_what_somebody_else_changes_in_another_field_stays(library: Library) -> None:
    editing = library.editing(pick(library))
    library.store.change_pick("p1", {"author": "A. Anders"}, NOW)
    saved = editing.save({"comment": "Meins.", "author": ""})
    assert not saved.met
    assert (pick(library).comment, pick(library).author) == ("Meins.", "A. Anders")
    editing.save({"comment": "Meins, länger.", "author": ""})
    editing.finish()
    library.actions.undo()
    assert (pick(library).comment, pick(library).author) == ("Erst dies.", "A. Anders")


def test_of_two_texts_for_the_same_field_neither_is_lost(library: Library) -> None:
    editing = library.editing(pick(library))
    library.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    assert editing.save({"comment": "Mein", "title": "Titel"}).met
    assert (pick(library).comment, pick(library).title) == ("Der andere.", "Titel")
    [draft] = editing.finish().conflicts
    assert (draft.field, draft.ours, draft.theirs) == ("comment", "Mein", "Der andere.")
    assert draft.file.read_text("utf-8") == "Mein\n"
    assert draft.file.stat().st_mode & 0o777 == 0o600


def test_what_is_typed_after_a_conflict_is_kept_in_the_same_draft(library: Library) -> None:
    editing = library.editing(pick(library))
    library.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    for text in ("M", "Mein", "Meiner."):
        assert editing.save({"comment": text}).met
    [file] = (library.store.drafts().folder).iterdir()
    assert file.read_text("utf-8") == "Meiner.\n"
    [draft] = editing.finish().conflicts
    assert (draft.ours, draft.file) == ("Meiner.", file)
    assert pick(library).comment == "Der andere."


def test_what_was_kept_already_is_not_lost_to_somebody_elses_text(library: Library) -> None:
    editing = library.editing(pick(library))
    assert not editing.save({"comment": "Meiner."}).met
    library.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    saved = editing.save({"comment": "Meiner."})
    assert saved.overtaken, "seen though nothing more is typed"
    assert not saved.met, "there is nothing to be decided: the other one has seen it"
    finished = editing.finish()
    assert not finished.conflicts
    [draft] = finished.overtaken
    assert draft.file.read_text("utf-8") == "Meiner.\n"
    assert (draft.ours, draft.theirs) == ("Meiner.", "Der andere.")
    assert library.actions.undo() is None, "theirs is no step of ours"
    assert pick(library).comment == "Der andere."


def test_what_was_kept_already_is_compared_at_the_end_as_well(library: Library) -> None:
    editing = library.editing(pick(library))
    editing.save({"comment": "Meiner.", "title": "Titel"})
    library.store.change_pick("p1", {"comment": "Der andere.", "title": "Anderer"}, NOW)
    editing.save({"comment": "Meiner.", "title": "Titel", "author": "A. Autorin"})
    assert {draft.field: draft.ours for draft in editing.finish().overtaken} == {"comment": "Meiner.", "title": "Titel"}
    assert (pick(library).comment, pick(library).author) == ("Der andere.", "A. Autorin")
    library.actions.undo()
    assert (pick(library).comment, pick(library).title, pick(library).author) == ("Der andere.", "Anderer", "")


def test_who_types_on_after_being_overtaken_is_shown_both(library: Library) -> None:
    editing = library.editing(pick(library))
    editing.save({"comment": "Meiner."})
    library.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    editing.save({"comment": "Meiner."})
    assert editing.save({"comment": "Meiner, länger."}).met
    finished = editing.finish()
    assert [draft.ours for draft in finished.conflicts] == ["Meiner, länger."]
    assert not finished.overtaken


@pytest.mark.parametrize("theirs", ["Meiner.\n\nDer andere.", "Der andere sagt: Meiner."])
def test_who_is_part_of_the_other_text_is_asked_nothing(library: Library, theirs: str) -> None:
    editing = library.editing(pick(library))
    editing.save({"comment": "Meiner."})
    library.store.change_pick("p1", {"comment": theirs}, NOW)
    finished = editing.finish()
    assert not finished.conflicts
    assert not finished.overtaken
    assert not list((library.store.drafts().folder).iterdir())
    assert pick(library).comment == theirs


def test_a_text_that_was_deleted_is_compared_like_any_other(library: Library) -> None:
    library.store.change_pick("p1", {"comment": "Vorher."}, NOW)
    editing = library.editing(pick(library))
    library.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    editing.save({"comment": ""})
    assert [draft.theirs for draft in editing.finish().conflicts] == ["Der andere."]


def test_what_was_kept_in_a_pick_that_has_gone_stays_as_a_draft(library: Library) -> None:
    editing = library.editing(pick(library))
    editing.save({"comment": "Meiner."})
    library.store.drop_pick("p1", NOW)
    library.editions.close(MONTH)
    [draft] = editing.finish().homeless
    assert draft.ours == "Meiner."


def test_a_pick_that_somebody_else_has_dropped_is_told_at_the_end(library: Library) -> None:
    editing = library.editing(pick(library))
    editing.save({"comment": "Meiner."})
    library.store.drop_pick("p1", NOW)
    editing.save({"comment": "Meiner, länger."})
    finished = editing.finish()
    assert finished.dropped
    assert not finished.conflicts
    assert pick(library).comment == "Meiner, länger."


def test_what_cannot_be_kept_in_the_library_can_be_rescued(library: Library) -> None:
    editing = library.editing(pick(library))
    editing.rescue({"comment": "Meiner.", "title": ""})
    [file] = editing.drafts
    assert file.read_text("utf-8") == "Meiner.\n"
    assert editing.pending({"comment": "Meiner.", "title": ""}) == {}


@pytest.mark.parametrize("last", ["Der andere.", "Erst dies."])
def test_nothing_is_asked_where_the_text_is_nobodys_loss(library: Library, last: str) -> None:
    editing = library.editing(pick(library))
    library.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    editing.save({"comment": "Meiner."})
    editing.save({"comment": last})
    assert not editing.finish().conflicts
    assert not list((library.store.drafts().folder).iterdir())
    assert pick(library).comment == "Der andere."


def conflict(library: Library, text: str) -> Draft:
    editing = library.editing(pick(library))
    library.store.change_pick("p1", {"comment": "Der zweite."}, NOW)
    editing.save({"comment": text})
    [draft] = editing.finish().conflicts
    return draft


def test_a_draft_goes_only_when_its_text_is_kept(library: Library) -> None:
    draft = conflict(library, "Meiner.")
    assert library.drafts.settle(draft, "Der zweite.", library.actions) is None
    assert draft.file.exists()
    assert library.drafts.settle(draft, "Der zweite.\n\nMeiner.", library.actions) is None
    assert not draft.file.exists()
    assert pick(library).comment == "Der zweite.\n\nMeiner."


def test_a_third_text_is_not_overwritten_unseen(library: Library) -> None:
    draft = conflict(library, "Meiner.")
    library.store.change_pick("p1", {"comment": "Der dritte."}, NOW)
    again = library.drafts.settle(draft, "Meiner.", library.actions)
    assert again is not None
    assert again.theirs == "Der dritte."
    assert pick(library).comment == "Der dritte."
    assert library.drafts.settle(again, "Meiner.", library.actions) is None
    assert pick(library).comment == "Meiner."


def test_an_address_that_is_none_is_told_and_the_other_fields_are_kept(library: Library) -> None:
    editing = library.editing(pick(library))
    saved = editing.save({"url": "htp:/seite", "title": "Titel"})
    assert saved.refused is not None
    assert (pick(library).url, pick(library).title) == ("https://seite.example/1", "Titel")


def test_the_texts_of_the_edition_are_edited_in_the_same_way(library: Library) -> None:
    editing = library.editing(library.store.edition(MONTH))
    editing.save({"intro": "Guten T"})
    library.store.change_edition(MONTH, {"outro": "Bis bald."}, NOW)
    editing.save({"intro": "Guten Tag."})
    editing.finish()
    edition = library.store.edition(MONTH)
    assert (edition.intro, edition.outro) == ("Guten Tag.", "Bis bald.")
    library.actions.undo()
    assert (library.store.edition(MONTH).intro, library.store.edition(MONTH).outro) == ("", "Bis bald.")


def test_what_is_typed_into_an_edition_that_was_closed_meanwhile_stays_as_a_draft(library: Library) -> None:
    editing = library.editing(pick(library))
    library.editions.close(MONTH)
    for text in ("Zu", "Zu spät."):
        assert editing.save({"comment": text}).refused is not None
    finished = editing.finish()
    assert not finished.conflicts
    assert [(draft.ours, draft.file.read_text("utf-8")) for draft in finished.homeless] == [("Zu spät.", "Zu spät.\n")]
    assert pick(library).comment == "Erst dies."


def test_what_is_typed_where_the_pick_has_gone_stays_as_a_draft(library: Library) -> None:
    editing = library.editing(pick(library))
    library.store.drop_pick("p1", NOW)
    library.editions.close(MONTH)
    saved = editing.save({"comment": "Zu spät."})
    assert saved.refused is not None
    [draft] = editing.finish().homeless
    assert draft.file.read_text("utf-8") == "Zu spät.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_an_editor_may_write_in_the_encoding_of_its_machine(library: Library, encoding: str) -> None:
    draft = library.drafts.begin(pick(library))
    draft.file.write_bytes("Übers Ärgern\r\nhinaus.\r\n".encode(encoding))
    assert library.drafts.read(draft) == "Übers Ärgern\nhinaus."


def test_an_editor_may_leave_no_file(library: Library) -> None:
    draft = library.drafts.begin(pick(library))
    draft.file.unlink()
    with pytest.raises(LibraryError, match="cannot be read"):
        library.drafts.read(draft)
