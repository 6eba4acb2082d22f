"""The edition screen: order, texts, preview and check side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import OptionList

from digest.bootstrap import Library
from digest.export.registry import FORMATS
from digest.tui.app import DigestApp
from digest.tui.dialogs.question import QuestionDialog
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.field_form import FieldForm
from tests.builders import MONTH, NOW, a_pick
from tests.marking import first_quick
from tests.tui.editions import LONG, go_to, ids, in_edition, library, opened, pick, screen_of
from tests.tui.libraries import PATIENT, others
from tests.tui.piloting import screen_lines, until

__all__ = ["library"]


def test_picks_are_moved_within_their_section_and_the_cursor_goes_with_them(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await pilot.press("J", "J", "J")
        await until(pilot, lambda: ids(library) == ["p2", "p3", "p1", "p4"])
        await pilot.press("alt+up")
        await until(pilot, lambda: ids(library) == ["p2", "p1", "p3", "p4"])
        await until(pilot, lambda: screen_of(app).query_one(EditionList).key == "p1")
        await pilot.press("u")
        await until(pilot, lambda: ids(library) == ["p2", "p3", "p1", "p4"])

    in_edition(library, steps)


def test_a_pick_is_dragged_with_the_mouse_but_not_out_of_its_section(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        lines = screen_lines(app)
        first, last = (next(y for y, line in enumerate(lines) if f"Seite {n}" in line[:50]) for n in (1, 4))
        await pilot.mouse_down(offset=(10, first))
        for y in range(first, last + 1):
            await pilot.hover(offset=(10, y))
        await pilot.mouse_up(offset=(10, last))
        await until(pilot, lambda: ids(library) == ["p2", "p3", "p1", "p4"])

    in_edition(library, steps)


def test_in_a_closed_edition_nothing_is_dragged_away(library: Library) -> None:
    library.editions.close(MONTH)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        # The next month is at work.
        await until(pilot, lambda: app.month != MONTH)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: any("Seite 1" in text[:50] for text in screen_lines(app)))
        line = next(y for y, text in enumerate(screen_lines(app)) if "Seite 1" in text[:50])
        await pilot.mouse_down(offset=(10, line))
        await pilot.hover(offset=(10, line + 1))
        await pilot.mouse_up(offset=(10, line + 1))
        await until(pilot, lambda: any("closed" in note.message for note in app._notifications))
        await until(pilot, lambda: any("1  Seite 1" in text for text in screen_lines(app)))
        assert ids(library) == ["p1", "p2", "p3", "p4"]

    in_edition(library, steps)


def test_all_fields_are_edited_and_the_preview_follows_before_they_are_left(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await opened(app, pilot, "enter")
        await pilot.press("ctrl+u", *"Neu", "enter", "enter", *"Ada", "tab", *"Blatt")
        await until(pilot, lambda: "[Neu](https:" in "\n".join(screen_lines(app)))
        await pilot.press("escape")
        await until(pilot, lambda: pick(library, 1).source == "Blatt")
        assert (pick(library, 1).title, pick(library, 1).author) == ("Neu", "Ada")
        await until(pilot, lambda: any("1  Neu" in line for line in screen_lines(app)))
        await pilot.press("u")
        await until(pilot, lambda: (pick(library, 1).title, pick(library, 1).source) == ("", ""))

    in_edition(library, steps)


def test_what_is_typed_is_kept_while_one_types_on(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        await pilot.press(*"halb")
        await until(pilot, lambda: pick(library, 2).comment == "halb")
        assert app.screen.query(FieldForm)

    in_edition(library, steps)


def test_while_one_writes_the_goal_stands_beside_the_length(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await opened(app, pilot, "c")
        await pilot.press(*"drei kurze Worte")
        await until(pilot, lambda: any("3 of 10–80 words" in line for line in screen_lines(app)))
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query(FieldForm))
        await go_to(app, pilot, "title")
        await opened(app, pilot, "enter")
        await pilot.press("end", "ctrl+u", *"Elf Zeichen")
        await until(pilot, lambda: any("11 of 110 characters" in line for line in screen_lines(app)))

    in_edition(library, steps)


def test_letters_in_a_form_type_and_do_nothing_else(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await opened(app, pilot, "enter")
        await pilot.press("ctrl+u", *"0wCJKpnvqu")
        await pilot.press("alt+down", "ctrl+d")
        await pilot.press("escape")
        await until(pilot, lambda: pick(library, 1).title == "0wCJKpnvqu")
        assert ids(library) == ["p1", "p2", "p3", "p4"]
        assert isinstance(app.screen, EditionScreen)

    in_edition(library, steps)


@pytest.mark.parametrize("key", ["title", "intro", "outro"])
def test_title_intro_and_outro_are_edited_each_in_one_step(library: Library, key: str) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, key)
        await opened(app, pilot, "enter")
        await pilot.press("end", "ctrl+u")  # the title's field holds the pattern's title
        await pilot.press(*"Guten Tag")
        await pilot.press("escape")
        await until(pilot, lambda: getattr(library.store.edition(MONTH), key) == "Guten Tag")
        await pilot.press("u")
        await until(pilot, lambda: getattr(library.store.edition(MONTH), key) == "")

    in_edition(library, steps)


def test_n_leads_to_the_problem_and_enter_into_its_field(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("n")
        await until(pilot, lambda: screen_of(app).query_one(EditionList).key == "p2")
        await opened(app, pilot, "enter")
        assert app.focused is not None
        assert app.focused.id == "field-comment"
        await pilot.press(*LONG.format(2)[:60])
        await pilot.press("escape")
        await until(pilot, lambda: all(remark.rule != "no-comment" for remark in screen_of(app).proofing.remarks))

    in_edition(library, steps)


def test_n_visits_every_problem_once_also_where_mending_makes_it_vanish(library: Library) -> None:
    silent = ("p2", "p5", "p6", "p7")
    for number in (5, 6, 7):
        library.store.add_pick(a_pick(number, category="Krise"), NOW)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        visited: list[str] = []

        def are_left() -> bool:
            left = sum(remark.rule == "no-comment" for remark in screen_of(app).proofing.remarks)
            return left == len(silent) - len(visited)

        for _ in silent:
            await pilot.press("n")
            await opened(app, pilot, "c")
            visited.append(screen_of(app).query_one(EditionList).key)
            app.post_message(Paste(LONG.format(len(visited))))
            await pilot.press("escape")
            await until(pilot, lambda: not app.screen.query(FieldForm))
            await until(pilot, are_left)
        assert visited == list(silent)

    in_edition(library, steps)


@pytest.mark.parametrize("key", ["title", "intro", "outro", "p1"])
def test_c_edits_whatever_is_under_the_cursor(library: Library, key: str) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, key)
        await opened(app, pilot, "c")
        assert app.focused is not None
        assert app.focused.id == f"field-{'comment' if key == 'p1' else key}"
        await pilot.press(*"Fa")
        assert isinstance(app.screen, EditionScreen), "nothing of it was a command"

    in_edition(library, steps)


def test_a_key_that_needs_a_pick_says_so_where_there_is_none(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "title")
        await pilot.press("t")
        await until(pilot, lambda: any("Nothing under the cursor" in note.message for note in app._notifications))

    in_edition(library, steps)


def test_a_remark_about_missing_picks_leads_to_the_shortlist(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        screen = screen_of(app)
        place = next(n for n, remark in enumerate(screen.proofing.remarks) if remark.rule == "empty-category")
        remarks = screen.query_one("#remarks", OptionList)
        remarks.focus()
        remarks.highlighted = place
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        assert isinstance(app.screen, InboxScreen)
        assert app.screen.listing.view.kind == "shortlist"

    in_edition(library, steps)


def test_every_format_has_a_name_and_a_preview(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        shown = [spec.shown for spec in FORMATS.values() if spec.is_previewed]
        for name in (*shown[1:], shown[0]):
            await pilot.press("p")
            await until(pilot, lambda name=name: f"Preview: {name}" in "\n".join(screen_lines(app)))
            await until(pilot, lambda: "Zehn Wörter sind das Mindeste" in "\n".join(screen_lines(app)))

    in_edition(library, steps)


def test_closing_tells_what_the_check_finds_and_reopening_asks(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.timings = replace(PATIENT, burst=0.0)  # keys behind the refused Enter count at once
        await pilot.press("C")
        await until(pilot, lambda: library.store.edition(MONTH).is_closed)
        await until(pilot, lambda: "Pick 2 has no comment." in "\n".join(note.message for note in app._notifications))
        await until(pilot, lambda: "u or C takes it back" in "\n".join(note.message for note in app._notifications))
        await until(pilot, lambda: "Closed on" in "\n".join(screen_lines(app)))
        await go_to(app, pilot, "p1")
        await pilot.press("enter")
        assert not app.screen.query(FieldForm), "a closed edition is not edited"
        await pilot.press("C")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, EditionScreen))
        assert library.store.edition(MONTH).is_closed
        await pilot.press("C")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await pilot.press("enter")
        await until(pilot, lambda: not library.store.edition(MONTH).is_closed)

    in_edition(library, steps)


def test_secrets_are_taken_off_links_with_a_key_and_come_back_with_undo(library: Library) -> None:
    gift = "Hier [frei](https://lage.example/x?seite=2&giftCode=aBc123DEF456) zu lesen."

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        others(library).change_pick("p3", {"comment": gift}, NOW)
        await go_to(app, pilot, "p3")
        await until(pilot, lambda: (shown := screen_of(app).current) is not None and shown.comment == gift)
        await pilot.press("L")
        await until(pilot, lambda: library.store.pick("p3").comment == gift.replace("&giftCode=aBc123DEF456", ""))
        await pilot.press("u")
        await until(pilot, lambda: library.store.pick("p3").comment == gift)

    in_edition(library, steps)


def test_a_pick_is_carried_over_and_dropped_and_both_are_undone(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p3")
        await pilot.press("w")
        await until(pilot, lambda: ids(library) == ["p1", "p2", "p4"] and len(ids(library, "2026-12")) == 1)
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: any("Seite 3" in line for line in screen_lines(app)))
        await pilot.press("less_than_sign", "u")
        await until(pilot, lambda: ids(library) == ["p1", "p2", "p3", "p4"] and not ids(library, "2026-12"))
        await go_to(app, pilot, "p4")
        await until(pilot, lambda: screen_of(app).current is not None)
        await pilot.press("0")
        await until(pilot, lambda: ids(library) == ["p1", "p2", "p3"])
        await pilot.press("u")
        await until(pilot, lambda: ids(library) == ["p1", "p2", "p3", "p4"])

    in_edition(library, steps)


def test_undo_and_redo_bring_the_cursor_to_what_they_change(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        listed = screen_of(app).query_one(EditionList)
        await go_to(app, pilot, "p4")
        await until(pilot, lambda: screen_of(app).current is not None)
        await pilot.press("0")
        await until(pilot, lambda: ids(library) == ["p1", "p2", "p3"] and listed.key != "p4")
        await go_to(app, pilot, "p1")
        await pilot.press("u")
        await until(pilot, lambda: listed.key == "p4")
        await go_to(app, pilot, "intro")
        await opened(app, pilot, "enter")
        await pilot.press(*"Guten Tag", "escape")
        await until(pilot, lambda: not app.screen.query(FieldForm))
        await go_to(app, pilot, "p2")
        await pilot.press("u")
        await until(pilot, lambda: listed.key == "intro")
        await go_to(app, pilot, "p3")
        await pilot.press("U")
        await until(pilot, lambda: listed.key == "intro" and library.store.edition(MONTH).intro == "Guten Tag")

    in_edition(library, steps)


def test_a_change_from_outside_shows_and_the_cursor_stays(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p3")
        others(library).change_pick("p1", {"title": "Von aussen"}, NOW)
        await until(pilot, lambda: any("Von aussen" in line for line in screen_lines(app)))
        assert screen_of(app).query_one(EditionList).key == "p3"

    in_edition(library, steps)


@pytest.mark.parametrize("size", first_quick((20, 6), (40, 12), (80, 24), (200, 50)))
def test_the_screen_can_be_drawn_at_any_size(library: Library, size: tuple[int, int]) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("n")
        await opened(app, pilot, "enter")
        await pilot.resize_terminal(60, 10)
        await pilot.resize_terminal(*size)
        await pilot.press("escape", "X")
        await until(pilot, lambda: bool(app.screen.query("#export-file")))
        await pilot.press("escape")

    in_edition(library, steps, size)


def test_a_pick_that_cannot_go_further_says_so(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        await pilot.press("K")
        await until(
            pilot, lambda: any("the first under Strategie already" in note.message for note in app._notifications)
        )
        await go_to(app, pilot, "p3")
        await pilot.press("J")
        await until(
            pilot, lambda: any("the last under Strategie already" in note.message for note in app._notifications)
        )
        assert ids(library) == ["p1", "p2", "p3", "p4"]

    in_edition(library, steps)


def test_labels_of_earlier_months_are_offered_and_none_that_no_pick_has(library: Library) -> None:
    library.store.add_pick(a_pick(8, "2025-04", category="Künstliche Intelligenz"), NOW)
    library.store.add_pick(a_pick(9, MONTH, category="Verworfen"), NOW)
    library.store.drop_pick("p9", NOW)
    assert library.editions.offered_categories(MONTH) == (
        "Strategie", "Medienarbeit", "IK", "Krise", "Künstliche Intelligenz",
    )  # fmt: skip
