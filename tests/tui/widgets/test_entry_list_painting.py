"""What the entry list paints.

No line more than needed, every line as wide as the list, the same in every theme.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from textual.geometry import Region
from textual.pilot import Pilot

from digest.tui.widgets.rows import FixedRows, Row
from tests.tui.piloting import repainted, run_pilot, screen_lines, until
from tests.tui.widgets.listing import ListApp, make_row, make_rows
from tests.tui.widgets.test_cells import FRAGMENTS, is_harmless


class ChangingRows(FixedRows):
    """Rows of which one can be marked, as a library does it."""

    def __init__(self, count: int) -> None:
        super().__init__(make_rows(count))
        self.changed: dict[int, Row] = {}
        self.asked = 0

    def row(self, index: int) -> Row:
        self.asked += 1
        return self.changed.get(index) or super().row(index)


def test_a_changed_row_repaints_its_line_and_no_other() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        rows = ChangingRows(1000)
        entries = app.entries
        entries.replace_rows(rows, keep=None)
        entries.move_to(500)
        await repainted(entries)
        top = entries.scroll_offset.y
        for which, index in ((top + 3, top + 3), (f"e{top + 5}", top + 5)):
            rows.changed[index] = make_row(index, unread=True, shortlisted=True)
            entries.forget()
            entries.refresh_row(which)
            await repainted(entries)
            assert entries.asked == {index - top}
            assert entries.made == [f"e{index}"]
            assert app.lines()[index - top].startswith(" ●★ ")

    run_pilot(ListApp, steps, size=(80, 10))


def test_a_changed_row_out_of_sight_repaints_nothing() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        await repainted(app.entries)
        app.entries.forget()
        for which in (500, "e999", -3, 10, 10_000, "gone"):
            app.entries.refresh_row(which)
        await repainted(app.entries)
        assert app.entries.asked == set()

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_a_step_inside_the_view_repaints_two_lines() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        app.entries.move_to(4)
        await repainted(app.entries)
        app.entries.forget()
        app.entries.move_by(1)
        await repainted(app.entries)
        assert app.entries.asked == {4, 5}
        assert app.entries.made == ["e5"]

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_a_flood_of_steps_is_painted_once() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        await repainted(app.entries)
        app.entries.forget()
        for _step in range(300):
            app.entries.move_by(1)
        await repainted(app.entries)
        assert app.entries.made == [f"e{number}" for number in range(291, 301)]

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_the_work_of_a_key_does_not_grow_with_the_list(count: int) -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        rows = ChangingRows(count)
        app.entries.replace_rows(rows, keep=None)
        await repainted(app.entries)
        for move in (app.entries.last, app.entries.first, lambda: app.entries.page(1), lambda: app.entries.move_by(1)):
            rows.asked = 0
            move()
            await repainted(app.entries)
            assert rows.asked <= 25

    run_pilot(ListApp, steps, size=(80, 10))


@pytest.mark.parametrize("cursor", [0, 5, 500, 999])
@pytest.mark.parametrize("new", [1, 50])
def test_rows_that_come_in_above_leave_entry_and_screen_line_as_they_were(cursor: int, new: int) -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        entries = app.entries
        entries.move_to(cursor)
        await repainted(entries)
        before = app.lines()[app.cursor_line], app.cursor_line
        entries.replace_rows(FixedRows(make_rows(1000 + new, start=-new)), keep=f"e{cursor}")
        for _ in range(3):
            assert entries.cursor == cursor + new
            assert (app.lines()[app.cursor_line], app.cursor_line) == before
            await repainted(entries)
        assert [key for key, _ in app.highlighted].count(f"e{cursor}") == 1

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_rows_around_the_cursor_may_come_and_go() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        entries.move_to(500)
        entries.move_by(-4)
        await repainted(entries)
        line = app.cursor_line
        left = [row for number, row in enumerate(make_rows(1000)) if number % 2 == 0]
        entries.replace_rows(FixedRows(left), keep="e496")
        await repainted(entries)
        assert entries.current == make_row(496)
        assert app.cursor_line == line

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


@pytest.mark.parametrize(
    ("at", "gone", "then"),
    [
        (500, {500}, 501),
        (500, {500, 501, 502}, 503),
        (999, {999}, 998),
        (0, {0, 1}, 2),
        (990, set(range(985, 1000)), 984),
    ],
)
def test_the_next_neighbour_takes_the_place_of_an_entry_that_has_gone(at: int, gone: set[int], then: int) -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        entries.move_to(at)
        await repainted(entries)
        left = [row for number, row in enumerate(make_rows(1000)) if number not in gone]
        entries.replace_rows(FixedRows(left), keep=f"e{at}")
        await repainted(entries)
        assert entries.current == make_row(then)
        assert 0 <= app.cursor_line < 10

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 300), unique=True, min_size=1).map(sorted),
    st.lists(st.integers(0, 300), unique=True).map(sorted),
    st.integers(0, 300),
    st.integers(-300, 300),
)
def test_whatever_comes_and_goes_the_view_stands_still_around_the_cursor(
    before: list[int], after: list[int], cursor: int, back: int
) -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        entries.move_to(cursor)
        entries.move_by(back)
        await repainted(entries)
        row, line = entries.current, app.cursor_line
        assert row
        entries.replace_rows(FixedRows(map(make_row, after)), keep=row.key)
        await repainted(entries)
        stays = {f"e{number}" for number in before} & {f"e{number}" for number in after}
        if row.key in stays:
            assert entries.current == row
        elif stays:
            assert entries.current
            assert entries.current.key in stays
        top = entries.scroll_offset.y
        if after:
            assert 0 <= app.cursor_line < 10
            assert app.cursor_line == line or top in (0, max(0, len(after) - 10))

    run_pilot(lambda: ListApp(map(make_row, before)), steps, size=(60, 10))


def test_another_list_begins_at_its_top_and_tells_so() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        app.entries.move_to(500)
        await repainted(app.entries)
        app.entries.replace_rows(FixedRows(make_rows(50, start=2000)), keep=None)
        assert (app.entries.cursor, app.entries.scroll_offset.y) == (0, 0)
        await until(pilot, lambda: app.highlighted[-1:] == [("e2000", 0)])
        app.entries.replace_rows(FixedRows(), keep=None)
        await until(pilot, lambda: app.highlighted[-1:] == [(None, 0)])

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_no_rows_show_the_text_for_it_in_lines_of_their_own() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        app.entries.empty = "Nichts Neues.\nDrücken Sie R, um nachzusehen."
        await repainted(app.entries)
        assert [line.strip() for line in app.lines()[:4]] == ["", "Nichts Neues.", "Drücken Sie R,", "um nachzusehen."]
        assert {cell_len(line) for line in app.lines()} == {20}
        app.entries.empty = "[bold]Leer[/]"
        assert app.lines()[1].strip() == "[bold]Leer[/]"

    run_pilot(ListApp, steps, size=(20, 6))


def test_hostile_titles_keep_every_line_as_wide_as_the_list_at_every_width() -> None:
    rows = [make_row(n, title=text * 3, feed=text, category=text, earlier=text) for n, text in enumerate(FRAGMENTS)]
    rows.append(make_row(99, title="\x1b[2J" + "x" * 1_000_000))

    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        for width in (20, 21, 33, 44, 63, 64, 80, 120, 199, 200, 1, 2, 5, 12):
            await pilot.resize_terminal(width, 45)
            await repainted(app.entries)
            assert app.entries.scrollable_content_region.width == width
            for y in range(app.entries.size.height):
                strip = app.entries.render_line(y)
                assert strip.cell_length == width == cell_len(strip.text)
                assert all(is_harmless(segment.text) for segment in strip)

    run_pilot(lambda: ListApp(rows), steps)


def test_a_storm_of_resizes_keeps_the_cursor_in_view() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        app.entries.move_to(700)
        await repainted(app.entries)
        for width, height in [(200, 50), (20, 3), (80, 24), (3, 1), (120, 36), (40, 5), (80, 24)]:
            await pilot.resize_terminal(width, height)
            await repainted(app.entries)
            assert app.entries.cursor == 700
            assert 0 <= app.cursor_line < app.entries.size.height
            assert app.lines()[app.cursor_line].startswith("▌")
            assert {cell_len(line) for line in app.lines()} == {app.entries.scrollable_content_region.width}

    run_pilot(lambda: ListApp(make_rows(1000)), steps)


def test_the_cursor_is_reversed_where_the_list_has_the_focus_and_has_its_bar_where_not() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        await repainted(app.entries)
        focused = list(app.entries.render_line(0))
        assert all(segment.style and segment.style.reverse for segment in focused)
        assert not any(segment.style and segment.style.reverse for segment in app.entries.render_line(1))
        app.set_focus(None)
        await repainted(app.entries)
        assert not any(segment.style and segment.style.reverse for segment in app.entries.render_line(1))
        blurred = list(app.entries.render_line(0))
        assert not any(segment.style and segment.style.reverse for segment in blurred)
        assert blurred[0].text.startswith("▌")

    run_pilot(lambda: ListApp(make_rows(3)), steps)


def test_another_theme_repaints_rows_that_are_there_already() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        looks = set()
        for theme in ("textual-dark", "textual-light", "nord", "textual-dark"):
            app.theme = theme
            await repainted(app.entries)
            looks.add(tuple(str(segment.style) for segment in app.entries.render_line(1)))
        assert len(looks) == 3

    run_pilot(lambda: ListApp(make_rows(3)), steps)


def test_in_every_theme_each_part_can_be_read_also_with_16_colours() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        full = {"shortlisted": True, "category": "Krise", "has_comment": True, "earlier": "März"}
        rows = [make_row(0), make_row(1, **full), make_row(2, unread=True), make_row(3, old=True)]
        app.entries.replace_rows(FixedRows(rows), keep=None)
        assert len(app.available_themes) > 10
        for theme in app.available_themes:
            app.theme = theme
            await repainted(app.entries)
            for segment in (segment for y in range(4) for segment in app.entries.render_line(y)):
                assert segment.style
                assert segment.style.color
                assert segment.style.bgcolor
                colour, ground = (
                    shade.downgrade(ColorSystem.STANDARD) for shade in (segment.style.color, segment.style.bgcolor)
                )
                assert colour.is_default or colour != ground, (theme, segment)

    run_pilot(ListApp, steps)


@pytest.mark.parametrize("count", [3, 1000])
def test_the_ends_of_the_lines_stand_beside_the_scrollbar_not_under_it(count: int) -> None:
    rows = [make_row(number, feed="Feed mit langem Namen " * 3) for number in range(count)]

    async def steps(app: ListApp, _: Pilot[None]) -> None:
        await repainted(app.entries)
        shown = screen_lines(app)
        assert {cell_len(line) for line in shown} == {80}
        assert all(line.rstrip(" ").endswith("…") for line in shown[2:3])
        assert shown[2].index("…") == (78 if count > 10 else 79)

    run_pilot(lambda: ListApp(rows), steps, size=(80, 10))


def test_a_list_with_a_border_and_padding_is_painted_inside_of_them() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        app.entries.styles.border = ("round", "red")
        app.entries.styles.padding = (0, 1)
        await repainted(app.entries)
        shown = screen_lines(app)
        assert shown[0].startswith("╭")
        assert shown[1].startswith("│ ▌   heute      Entry 0 about")
        assert {cell_len(line) for line in shown} == {80}

    run_pilot(lambda: ListApp(make_rows(100)), steps, size=(80, 10))


def test_the_scrollbar_moves_with_the_rows_as_far_as_it_can_be_seen() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        await repainted(entries)
        bar, last = entries.vertical_scrollbar, 10_000 - 10
        for index, position in [(9, 0), (10, 0), (9_999, last), (5_009, 5_000), (5_010, 5_000), (0, 0)]:
            entries.move_to(index)
            eighth = 10_000 / 10 / 8
            assert abs(bar.position - position) <= eighth
            assert (bar.position in (0, last)) is (position in (0, last))

    run_pilot(lambda: ListApp(make_rows(10_000)), steps, size=(80, 10))


def test_lines_that_stay_go_to_the_screen_as_they_were() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        await repainted(app.entries)
        before = app.entries.render_lines(app.entries.size.region)
        app.entries.move_by(10)
        await repainted(app.entries)
        assert app.entries.scroll_offset.y == 1
        after = app.entries.render_lines(app.entries.size.region)
        assert all(now is then for now, then in zip(after[1:-1], before[2:], strict=True))

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_a_part_of_the_list_is_painted_where_something_lies_over_the_rest() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        await repainted(app.entries)
        part = app.entries.render_lines(Region(15, 2, 20, 3))
        assert [strip.text for strip in part] == [f"Entry {number} about the pr" for number in (2, 3, 4)]

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_a_row_of_the_same_content_is_made_once_and_a_changed_one_anew() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        await repainted(app.entries)
        row = make_row(1)
        first = app.entries.render_line(1)
        app.entries.replace_rows(FixedRows([make_row(0), row._replace()]), keep="e0")
        assert app.entries.render_line(1) is first
        app.entries.replace_rows(FixedRows([make_row(0), row._replace(unread=True)]), keep="e0")
        assert app.entries.render_line(1) is not first

    run_pilot(lambda: ListApp(make_rows(2)), steps)
