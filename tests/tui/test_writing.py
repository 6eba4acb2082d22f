"""Writing the texts of an edition.

Nothing comes between two keys, and nothing typed is lost.
"""

from __future__ import annotations

import errno
import os
import threading
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from digest.bootstrap import Library
from digest.storage.files.engine.disk import Disk
from digest.tui.app import DigestApp
from digest.tui.dialogs.conflict import ConflictDialog
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.widgets.field_form import FieldForm
from tests.builders import NOW
from tests.tui.editions import go_to, in_edition, library, opened, pick
from tests.tui.libraries import PATIENT, others
from tests.tui.piloting import screen_lines, until

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

__all__ = ["library"]


def test_a_conflict_is_told_beside_the_text_and_shown_when_it_is_done(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.timings = replace(PATIENT, deaf=0.0)
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        others(library).change_pick("p2", {"comment": "Der andere."}, NOW)
        await pilot.press(*"Mein")
        await until(pilot, lambda: any("changed by others" in line for line in screen_lines(app)))
        await until(pilot, lambda: "Esc done, shows both texts" in screen_lines(app)[-1])
        # Every letter of these answers the dialog's question.
        await pilot.press(*" bmt1.")
        assert isinstance(app.screen, EditionScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        assert [area.text for area in app.screen.query(TextArea)] == ["Mein bmt1.", "Der andere."]
        await pilot.press("b")
        await until(pilot, lambda: pick(library, 2).comment == "Der andere.\n\nMein bmt1.")
        await until(pilot, lambda: not list((library.store.drafts().folder).iterdir()))

    in_edition(library, steps)


def test_who_had_saved_everything_is_told_of_a_newer_text_and_asked_nothing(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        await pilot.press(*"Mein")
        await until(pilot, lambda: pick(library, 2).comment == "Mein")
        others(library).change_pick("p2", {"comment": "Der andere."}, NOW)
        await until(pilot, lambda: any("changed by somebody else since" in line for line in screen_lines(app)))
        await pilot.press("escape")
        await until(pilot, lambda: any("Yours stays in" in toast.message for toast in app._notifications))
        assert isinstance(app.screen, EditionScreen)
        assert pick(library, 2).comment == "Der andere."
        [draft] = (library.store.drafts().folder).iterdir()
        assert draft.read_text("utf-8") == "Mein\n"

    in_edition(library, steps)


def test_what_is_typed_before_the_question_can_be_read_answers_nothing(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.timings = replace(PATIENT, deaf=1e9)
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        others(library).change_pick("p2", {"comment": "Der andere."}, NOW)
        await pilot.press(*"Meiner.", "escape")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.press("m", "b", "t", "escape", "enter")
        await app.work_queue.settle()
        assert isinstance(app.screen, ConflictDialog)
        assert pick(library, 2).comment == "Der andere."

    in_edition(library, steps)


def test_an_address_that_is_none_is_not_dropped_in_silence(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "enter")
        await pilot.press("tab", "ctrl+u", *"unsinn", "escape")
        await until(pilot, lambda: any("is not a web address" in line for line in screen_lines(app)))
        assert app.screen.query(FieldForm)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query(FieldForm))
        assert pick(library, 2).url == "https://seite.example/2"

    in_edition(library, steps)


def test_what_is_typed_while_the_library_keeps_one_waiting_is_kept(library: Library) -> None:
    waiting = threading.Event()

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.timings = replace(PATIENT, saving=0.05)
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        app.work_queue.change(waiting.wait, lambda _: None, keys_wait=False)
        await pilot.press(*"Meiner", "escape")
        await pilot.pause(0.3)
        await pilot.press(*", länger")
        waiting.set()
        await app.work_queue.settle()
        assert app.screen.query(FieldForm)
        await pilot.press("escape")
        await until(pilot, lambda: pick(library, 2).comment == "Meiner, länger")
        await until(pilot, lambda: not app.screen.query(FieldForm))

    in_edition(library, steps)


def test_the_palette_ends_a_writing_and_keeps_it(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        await pilot.press(*"Meiner.", "ctrl+p")
        await until(pilot, lambda: pick(library, 2).comment == "Meiner.")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, EditionScreen) and not app.screen.query(FieldForm))

    in_edition(library, steps)


def full(*_: object) -> int:
    """What a full disk does with every write."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_text_that_cannot_be_kept_stays_open(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        with monkeypatch.context() as disk:
            disk.setattr(Disk, "write", full)
            await pilot.press(*"Meiner.", "escape")
            await until(pilot, lambda: app.unsaved_texts.texts)
            await until(pilot, lambda: any("not saved" in line for line in screen_lines(app)))
            assert app.unsaved_texts.texts == ["Meiner."]
        await pilot.press("!", "escape")
        await until(pilot, lambda: pick(library, 2).comment == "Meiner.!")
        assert not app.unsaved_texts.texts

    in_edition(library, steps)


def test_a_text_that_cannot_be_kept_is_in_a_draft_and_tried_again_by_itself(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        with monkeypatch.context() as disk:
            disk.setattr(Disk, "write", full)
            await pilot.press(*"Meiner.")
            await until(pilot, lambda: any("not saved" in line for line in screen_lines(app)))
            # A draft of the first letters may be there before the last ones are typed.
            await until(pilot, lambda: [file.read_text() for file in library.store.drafts().files()] == ["Meiner.\n"])
        await until(pilot, lambda: pick(library, 2).comment == "Meiner.")
        await until(pilot, lambda: not library.store.drafts().files())
        assert app.screen.query(FieldForm)
        await pilot.press("escape")

    in_edition(library, steps)
