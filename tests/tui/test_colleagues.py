"""Several curators in the interface.

Initials, notes, the history, and earlier comments that come back.
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from digest.bootstrap import Library
from digest.config.language import activate
from digest.domain.curator import Curator
from digest.domain.presence import ARRANGING
from digest.storage.registry import open_store
from digest.storage.store import Store
from digest.tui.app import DigestApp
from digest.tui.dialogs.conflict import ConflictDialog
from digest.tui.dialogs.history import HistoryDialog
from digest.tui.dialogs.narrow import NarrowDialog
from digest.tui.dialogs.note import NoteDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.field_form import FieldForm
from tests.builders import MONTH, a_pick, an_entry, at, pick_of
from tests.marking import first_row_quick
from tests.tui.editions import go_to, in_edition, library, opened, pick, screen_of
from tests.tui.libraries import PATIENT
from tests.tui.piloting import run_pilot, screen_lines, until

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

__all__ = ["library"]


def emil(library: Library) -> Store:
    return open_store(library.address, library.clock, curator=Curator("Emil Stein"))


def shows(app: DigestApp, *words: str) -> bool:
    text = "\n".join(screen_lines(app))
    return all(word in text for word in words)


@pytest.mark.parametrize(("size", "language"), first_row_quick(((80, 24), "de"), ((120, 36), "en")))
def test_initials_stand_beside_picks_as_soon_as_two_work_here(
    library: Library, size: tuple[int, int], language: str
) -> None:
    activate(language)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        assert not shows(app, "DF")
        store = emil(library)
        store.change_pick("p1", {"comment": "Von mir sind diese zehn Wörter, die hier jetzt stehen sollen."}, at(2))
        store.add_pick(a_pick(7), at(3))
        store.close()
        await until(pilot, lambda: shows(app, "DF/ES"))
        await until(pilot, lambda: any("Seite 7" in line[:60] and " ES " in line for line in screen_lines(app)))
        assert max(map(len, screen_lines(app))) <= size[0]

    try:
        in_edition(library, steps, size)
    finally:
        activate("en")


def test_a_note_is_left_told_by_the_check_ticked_off_and_taken_back(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await pilot.press("number_sign")
        await until(pilot, lambda: isinstance(app.screen, NoteDialog))
        await pilot.press(*"Zitat freigeben", "enter")
        await until(pilot, lambda: shows(app, "⚑"))
        (note,) = library.notes.all()
        assert (note.text, note.pick, note.by) == ("Zitat freigeben", "p1", library.curator.name)
        await until(pilot, lambda: shows(app, "a note is still open"))
        await pilot.press("number_sign")
        await until(pilot, lambda: isinstance(app.screen, NoteDialog))
        await pilot.press("enter")
        await until(pilot, lambda: library.notes.all() == [])
        await until(pilot, lambda: not shows(app, "⚑"))
        await pilot.press("u")
        await until(pilot, lambda: len(library.notes.all()) == 1)
        await pilot.press("u")
        await until(pilot, lambda: library.notes.all(is_open=False) == [])

    in_edition(library, steps)


def test_what_is_typed_is_never_taken_for_a_note_that_is_there(library: Library) -> None:
    library.notes.add(pick(library, 1), "Zitat freigeben lassen")

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await pilot.press("number_sign")
        await until(pilot, lambda: isinstance(app.screen, NoteDialog))
        await pilot.press(*"Zitat", "enter")
        await until(pilot, lambda: len(library.notes.all()) == 2)

    in_edition(library, steps)


def test_a_note_comes_back_with_its_pick_and_goes_with_it_into_the_next_month(library: Library) -> None:
    library.notes.add(pick(library, 1), "Erst fragen")

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await pilot.press("0")
        await until(pilot, lambda: pick(library, 1).dropped)
        await until(pilot, lambda: not shows(app, "⚑"))
        await pilot.press("u")
        await until(pilot, lambda: shows(app, "⚑"))
        await go_to(app, pilot, "p1")
        await pilot.press("w")
        await until(pilot, lambda: bool(library.editions.picks("2026-12")))
        assert [
            [note.text for note in here] for here in library.notes.of_picks(library.editions.picks("2026-12")).values()
        ] == [["Erst fragen"]]

    in_edition(library, steps)


def test_an_earlier_comment_is_seen_compared_and_brought_back(library: Library) -> None:
    before = pick(library, 1).comment

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await opened(app, pilot, "c")
        await pilot.press("ctrl+end", *" Und mehr.", "escape")
        await until(pilot, lambda: pick(library, 1).comment.endswith("mehr."))
        assert [event.what for event in library.store.history(MONTH) if event.pick == "p1"] == ["picked", "commented"]
        await pilot.press("H")
        await until(pilot, lambda: isinstance(app.screen, HistoryDialog))
        await until(pilot, lambda: shows(app, "+Zehn Wörter", "Und mehr."))
        await pilot.press("j", "enter")
        await until(pilot, lambda: pick(library, 1).comment == before)
        await until(pilot, lambda: not isinstance(app.screen, HistoryDialog))
        await pilot.press("u")
        await until(pilot, lambda: pick(library, 1).comment.endswith("mehr."))
        await app.work_queue.settle()
        texts = [event.text[-9:] for event in library.store.history(MONTH) if event.what == "commented"]
        assert texts == ["Und mehr.", before[-9:], "Und mehr."]

    in_edition(library, steps)


def test_an_earlier_comment_does_not_come_back_over_one_that_nobody_has_seen(library: Library) -> None:
    library.curation.change(pick(library, 1), {"comment": "Zweite Fassung."})

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await pilot.press("H")
        await until(pilot, lambda: isinstance(app.screen, HistoryDialog))
        await until(pilot, lambda: shows(app, "Zweite Fassung"))
        store = emil(library)
        store.change_pick("p1", {"comment": "Von Emil."}, at(5))
        store.close()
        await pilot.press("j", "enter")
        await until(pilot, lambda: any("Look at the history" in one.message for one in app._notifications))
        assert pick(library, 1).comment == "Von Emil."

    in_edition(library, steps)


def test_the_whole_editions_history_is_shown_from_its_title(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "title")
        await pilot.press("H")
        await until(pilot, lambda: shows(app, "History of the edition", "Seite 4", "Seite 1"))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, HistoryDialog))

    in_edition(library, steps, (80, 24))


def test_the_edition_is_narrowed_to_one_curators_picks_and_back(library: Library) -> None:
    store = emil(library)
    store.add_pick(a_pick(7), at(1))
    store.close()

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"Emil", "enter")
        await until(pilot, lambda: shows(app, "picked by Emil Stein"))
        listed = screen_of(app).query_one(EditionList)
        assert [line.key for line in listed._lines if line.kind == "pick"] == ["p7"]
        assert [line.label for line in listed._lines if line.kind == "pick"] == ["4"]
        await pilot.press("escape")
        await until(pilot, lambda: not shows(app, "picked by Emil Stein"))

    in_edition(library, steps)


def test_the_reading_pane_tells_of_ones_own_pick_who_made_it(library: Library) -> None:
    store = emil(library)
    store.add_pick(pick_of(an_entry(1), 8), at(1))
    store.close()

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and shows(app, "picked by ES"))
        await pilot.press("0")
        await until(pilot, lambda: not shows(app, "picked by"))
        await pilot.press("3")
        await until(pilot, lambda: shows(app, "picked by DF"))

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)


def test_the_reading_pane_tells_who_picked_and_what_colleagues_ask(library: Library) -> None:
    store = emil(library)
    store.add_pick(pick_of(an_entry(1), 8), at(1))
    store.close()
    library.notes.add(an_entry(1), "Zahlen prüfen")

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("E")
        await until(pilot, lambda: shows(app, "picked by ES", "⚑", "Zahlen prüfen"))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, NarrowDialog))
        await pilot.press(*"picked by Emil", "enter")
        await until(pilot, lambda: shows(app, "picked by Emil Stein", "Beitrag 1"))

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)


def test_that_a_colleague_writes_is_told_at_the_pick_until_it_is_over(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        store = emil(library)
        presences = store.presences()
        assert presences is not None
        presences.announce(MONTH, "p1")
        await until(pilot, lambda: shows(app, "is writing"))
        presences.leave()
        await until(pilot, lambda: not shows(app, "is writing"))
        assert presences.others() == []
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        await until(pilot, lambda: [one.pick for one in presences.others()] == ["p2"])
        await pilot.press("escape")
        await until(pilot, lambda: presences.others() == [])
        store.close()

    in_edition(library, steps)


def test_that_a_colleague_arranges_is_told_beside_the_edition_and_the_other_way(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        store = emil(library)
        presences = store.presences()
        assert presences is not None
        presences.announce(MONTH, "", ARRANGING)
        await until(pilot, lambda: shows(app, "ES is arranging"))
        presences.leave()
        await until(pilot, lambda: not shows(app, "is arranging"))
        await go_to(app, pilot, "p1")
        await pilot.press("J")
        await until(pilot, lambda: [(one.pick, one.part) for one in presences.others()] == [("", ARRANGING)])
        await pilot.press("c")
        await until(pilot, lambda: [(one.pick, one.part) for one in presences.others()] == [("p1", "")])
        await pilot.press("escape")
        await until(pilot, lambda: presences.others() == [])
        store.close()

    library.store.change_pick("p2", {"comment": "Mein."}, at(1))
    store = emil(library)
    store.change_pick("p3", {"comment": "Von Emil."}, at(2))
    store.close()
    in_edition(library, steps)


@pytest.mark.parametrize(("line", "heading"), [("p2", "Pick "), ("intro", ""), ("title", "")])
def test_in_a_form_it_is_told_who_else_has_it_open(library: Library, line: str, heading: str) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        store = emil(library)
        presences = store.presences()
        assert presences is not None
        await go_to(app, pilot, line)
        await opened(app, pilot, "enter")
        pick, part = (line, "") if heading else ("", line)
        await until(pilot, lambda: [(one.pick, one.part) for one in presences.others()] == [(pick, part)])
        presences.announce(MONTH, "p1", "")
        await until(pilot, lambda: bool(app.watcher.at_work))
        assert not shows(app, "is writing")
        presences.announce(MONTH, pick, part)
        await until(pilot, lambda: shows(app, "ES is writing"))
        assert any(row.lstrip(" │").startswith(heading or "ES is") for row in screen_lines(app) if "ES is" in row)
        presences.leave()
        await until(pilot, lambda: not shows(app, "is writing"))
        presences.announce(MONTH, pick, part)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query(FieldForm))
        await until(pilot, lambda: any("is writing" in row for row in screen_lines(app)))
        store.close()

    in_edition(library, steps)


def test_beside_a_comment_in_the_inbox_it_is_told_who_else_writes_it(library: Library) -> None:
    store = emil(library)
    kept = store.add_pick(pick_of(an_entry(1), 8, comment="Da."), at(1))

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        presences = store.presences()
        assert presences is not None
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("E")
        await until(pilot, lambda: shows(app, "── Comment"))
        presences.announce(MONTH, kept.id)
        await until(pilot, lambda: shows(app, "ES is writing"))
        await pilot.press("c")
        await until(pilot, lambda: [one.pick for one in presences.others()] == [kept.id])
        await pilot.press("x")
        await until(pilot, lambda: shows(app, "saved ─ ES is writing"))
        presences.leave()
        await until(pilot, lambda: not shows(app, "is writing"))
        await pilot.press("escape")
        await until(pilot, lambda: presences.others() == [])

    run_pilot(lambda: DigestApp(library), steps)
    store.close()


def test_a_conflict_names_the_colleague_who_wrote_the_other_text(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        store = emil(library)
        store.change_pick("p2", {"comment": "Von Emil."}, at(2))
        store.close()
        await pilot.press(*"Meiner.", "escape")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await until(pilot, lambda: shows(app, "Emil Stein changed"))
        await pilot.press("2")

    in_edition(library, steps)
