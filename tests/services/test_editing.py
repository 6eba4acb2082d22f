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
def app(tmp_path: Path) -> Library:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    app = Library(environ, library=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    app.store.add_pick(a_pick(1, comment="Erst dies."), NOW)
    return app


def pick(app: Library) -> Pick:
    return app.store.pick("p1")


def test_a_whole_editing_is_one_step_of_undo(app: Library) -> None:
    editing = app.editing(pick(app))
    for text in ("Erst dies. D", "Erst dies. Dann", "Erst dies. Dann das."):
        editing.save({"comment": text, "title": "Neu"})
    editing.finish()
    assert (pick(app).comment, pick(app).title) == ("Erst dies. Dann das.", "Neu")
    app.actions.undo()
    assert (pick(app).comment, pick(app).title) == ("Erst dies.", "")
    assert app.actions.undo() is None
    app.actions.redo()
    assert pick(app).comment == "Erst dies. Dann das."


def test_an_editing_that_changes_nothing_is_no_step(app: Library) -> None:
    editing = app.editing(pick(app))
    editing.save({"comment": "Erst dies."})
    editing.finish()
    assert app.actions.undo() is None
    assert pick(app).version == 1


def test_what_somebody_else_changes_in_another_field_stays(app: Library) -> None:
    editing = app.editing(pick(app))
    app.store.change_pick("p1", {"author": "A. Anders"}, NOW)
    saved = editing.save({"comment": "Meins.", "author": ""})
    assert not saved.met
    assert (pick(app).comment, pick(app).author) == ("Meins.", "A. Anders")
    editing.save({"comment": "Meins, länger.", "author": ""})
    editing.finish()
    app.actions.undo()
    assert (pick(app).comment, pick(app).author) == ("Erst dies.", "A. Anders")


def test_of_two_texts_for_the_same_field_neither_is_lost(app: Library) -> None:
    editing = app.editing(pick(app))
    app.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    assert editing.save({"comment": "Mein", "title": "Titel"}).met
    assert (pick(app).comment, pick(app).title) == ("Der andere.", "Titel")
    [draft] = editing.finish().conflicts
    assert (draft.field, draft.ours, draft.theirs) == ("comment", "Mein", "Der andere.")
    assert draft.file.read_text("utf-8") == "Mein\n"
    assert draft.file.stat().st_mode & 0o777 == 0o600


def test_what_is_typed_after_a_conflict_is_kept_in_the_same_draft(app: Library) -> None:
    editing = app.editing(pick(app))
    app.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    for text in ("M", "Mein", "Meiner."):
        assert editing.save({"comment": text}).met
    [file] = (app.store.drafts().folder).iterdir()
    assert file.read_text("utf-8") == "Meiner.\n"
    [draft] = editing.finish().conflicts
    assert (draft.ours, draft.file) == ("Meiner.", file)
    assert pick(app).comment == "Der andere."


def test_what_was_kept_already_is_not_lost_to_somebody_elses_text(app: Library) -> None:
    editing = app.editing(pick(app))
    assert not editing.save({"comment": "Meiner."}).met
    app.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    saved = editing.save({"comment": "Meiner."})
    assert saved.overtaken, "seen though nothing more is typed"
    assert not saved.met, "there is nothing to be decided: the other one has seen it"
    finished = editing.finish()
    assert not finished.conflicts
    [draft] = finished.overtaken
    assert draft.file.read_text("utf-8") == "Meiner.\n"
    assert (draft.ours, draft.theirs) == ("Meiner.", "Der andere.")
    assert app.actions.undo() is None, "theirs is no step of ours"
    assert pick(app).comment == "Der andere."


def test_what_was_kept_already_is_compared_at_the_end_as_well(app: Library) -> None:
    editing = app.editing(pick(app))
    editing.save({"comment": "Meiner.", "title": "Titel"})
    app.store.change_pick("p1", {"comment": "Der andere.", "title": "Anderer"}, NOW)
    editing.save({"comment": "Meiner.", "title": "Titel", "author": "A. Autorin"})
    assert {draft.field: draft.ours for draft in editing.finish().overtaken} == {"comment": "Meiner.", "title": "Titel"}
    assert (pick(app).comment, pick(app).author) == ("Der andere.", "A. Autorin")
    app.actions.undo()
    assert (pick(app).comment, pick(app).title, pick(app).author) == ("Der andere.", "Anderer", "")


def test_who_types_on_after_being_overtaken_is_shown_both(app: Library) -> None:
    editing = app.editing(pick(app))
    editing.save({"comment": "Meiner."})
    app.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    editing.save({"comment": "Meiner."})
    assert editing.save({"comment": "Meiner, länger."}).met
    finished = editing.finish()
    assert [draft.ours for draft in finished.conflicts] == ["Meiner, länger."]
    assert not finished.overtaken


@pytest.mark.parametrize("theirs", ["Meiner.\n\nDer andere.", "Der andere sagt: Meiner."])
def test_who_is_part_of_the_other_text_is_asked_nothing(app: Library, theirs: str) -> None:
    editing = app.editing(pick(app))
    editing.save({"comment": "Meiner."})
    app.store.change_pick("p1", {"comment": theirs}, NOW)
    finished = editing.finish()
    assert not finished.conflicts
    assert not finished.overtaken
    assert not list((app.store.drafts().folder).iterdir())
    assert pick(app).comment == theirs


def test_a_text_that_was_deleted_is_compared_like_any_other(app: Library) -> None:
    app.store.change_pick("p1", {"comment": "Vorher."}, NOW)
    editing = app.editing(pick(app))
    app.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    editing.save({"comment": ""})
    assert [draft.theirs for draft in editing.finish().conflicts] == ["Der andere."]


def test_what_was_kept_in_a_pick_that_has_gone_stays_as_a_draft(app: Library) -> None:
    editing = app.editing(pick(app))
    editing.save({"comment": "Meiner."})
    app.store.drop_pick("p1", NOW)
    app.editions.close(MONTH)
    [draft] = editing.finish().homeless
    assert draft.ours == "Meiner."


def test_a_pick_that_somebody_else_has_dropped_is_told_at_the_end(app: Library) -> None:
    editing = app.editing(pick(app))
    editing.save({"comment": "Meiner."})
    app.store.drop_pick("p1", NOW)
    editing.save({"comment": "Meiner, länger."})
    finished = editing.finish()
    assert finished.dropped
    assert not finished.conflicts
    assert pick(app).comment == "Meiner, länger."


def test_what_cannot_be_kept_in_the_library_can_be_rescued(app: Library) -> None:
    editing = app.editing(pick(app))
    editing.rescue({"comment": "Meiner.", "title": ""})
    [file] = editing.drafts
    assert file.read_text("utf-8") == "Meiner.\n"
    assert editing.pending({"comment": "Meiner.", "title": ""}) == {}


@pytest.mark.parametrize("last", ["Der andere.", "Erst dies."])
def test_nothing_is_asked_where_the_text_is_nobodys_loss(app: Library, last: str) -> None:
    editing = app.editing(pick(app))
    app.store.change_pick("p1", {"comment": "Der andere."}, NOW)
    editing.save({"comment": "Meiner."})
    editing.save({"comment": last})
    assert not editing.finish().conflicts
    assert not list((app.store.drafts().folder).iterdir())
    assert pick(app).comment == "Der andere."


def conflict(app: Library, text: str) -> Draft:
    editing = app.editing(pick(app))
    app.store.change_pick("p1", {"comment": "Der zweite."}, NOW)
    editing.save({"comment": text})
    [draft] = editing.finish().conflicts
    return draft


def test_a_draft_goes_only_when_its_text_is_kept(app: Library) -> None:
    draft = conflict(app, "Meiner.")
    assert app.drafts.settle(draft, "Der zweite.", app.actions) is None
    assert draft.file.exists()
    assert app.drafts.settle(draft, "Der zweite.\n\nMeiner.", app.actions) is None
    assert not draft.file.exists()
    assert pick(app).comment == "Der zweite.\n\nMeiner."


def test_a_third_text_is_not_overwritten_unseen(app: Library) -> None:
    draft = conflict(app, "Meiner.")
    app.store.change_pick("p1", {"comment": "Der dritte."}, NOW)
    again = app.drafts.settle(draft, "Meiner.", app.actions)
    assert again is not None
    assert again.theirs == "Der dritte."
    assert pick(app).comment == "Der dritte."
    assert app.drafts.settle(again, "Meiner.", app.actions) is None
    assert pick(app).comment == "Meiner."


def test_an_address_that_is_none_is_told_and_the_other_fields_are_kept(app: Library) -> None:
    editing = app.editing(pick(app))
    saved = editing.save({"url": "htp:/seite", "title": "Titel"})
    assert saved.refused is not None
    assert (pick(app).url, pick(app).title) == ("https://seite.example/1", "Titel")


def test_the_texts_of_the_edition_are_edited_in_the_same_way(app: Library) -> None:
    editing = app.editing(app.store.edition(MONTH))
    editing.save({"intro": "Guten T"})
    app.store.change_edition(MONTH, {"outro": "Bis bald."}, NOW)
    editing.save({"intro": "Guten Tag."})
    editing.finish()
    edition = app.store.edition(MONTH)
    assert (edition.intro, edition.outro) == ("Guten Tag.", "Bis bald.")
    app.actions.undo()
    assert (app.store.edition(MONTH).intro, app.store.edition(MONTH).outro) == ("", "Bis bald.")


def test_what_is_typed_into_an_edition_that_was_closed_meanwhile_stays_as_a_draft(app: Library) -> None:
    editing = app.editing(pick(app))
    app.editions.close(MONTH)
    for text in ("Zu", "Zu spät."):
        assert editing.save({"comment": text}).refused is not None
    finished = editing.finish()
    assert not finished.conflicts
    assert [(draft.ours, draft.file.read_text("utf-8")) for draft in finished.homeless] == [("Zu spät.", "Zu spät.\n")]
    assert pick(app).comment == "Erst dies."


def test_what_is_typed_where_the_pick_has_gone_stays_as_a_draft(app: Library) -> None:
    editing = app.editing(pick(app))
    app.store.drop_pick("p1", NOW)
    app.editions.close(MONTH)
    saved = editing.save({"comment": "Zu spät."})
    assert saved.refused is not None
    [draft] = editing.finish().homeless
    assert draft.file.read_text("utf-8") == "Zu spät.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_an_editor_may_write_in_the_encoding_of_its_machine(app: Library, encoding: str) -> None:
    draft = app.drafts.begin(pick(app))
    draft.file.write_bytes("Übers Ärgern\r\nhinaus.\r\n".encode(encoding))
    assert app.drafts.read(draft) == "Übers Ärgern\nhinaus."


def test_an_editor_may_leave_no_file(app: Library) -> None:
    draft = app.drafts.begin(pick(app))
    draft.file.unlink()
    with pytest.raises(LibraryError, match="cannot be read"):
        app.drafts.read(draft)
