"""The cursor of the entry list: movements, the view that follows, and what is told of them."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from digest.tui.widgets.rows import FixedRows
from tests.tui.piloting import repainted, run_pilot, until
from tests.tui.widgets.listing import ListApp, make_row, make_rows


def test_the_cursor_moves_and_stops_at_both_ends() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        found = []
        for move in (
            lambda: entries.move_by(1), lambda: entries.move_by(-5), lambda: entries.move_to(42), entries.last,
            lambda: entries.move_by(3), entries.first, lambda: entries.move_to(10_000), lambda: entries.move_to(-1),
        ):  # fmt: skip
            move()
            found.append(entries.cursor)
        assert found == [1, 0, 42, 99, 99, 0, 99, 0]

    run_pilot(lambda: ListApp(make_rows(100)), steps)


def test_the_view_follows_the_cursor_and_no_further_than_needed() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        for index, top in [(9, 0), (10, 1), (11, 2), (5, 2), (1, 1), (999, 990), (989, 989), (500, 500), (0, 0)]:
            entries.move_to(index)
            assert entries.scroll_offset.y == top
            await repainted(entries)
            assert f"Entry {index} about" in app.lines()[app.cursor_line]

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_a_page_moves_cursor_and_rows_together() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        entries.move_to(3)
        found = []
        for pages in (1, 1, 0.5, -1, -9, 200):
            entries.page(pages)
            found.append((entries.cursor, app.cursor_line))
        assert found == [(12, 3), (21, 3), (25, 3), (16, 3), (0, 0), (999, 9)]

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_a_page_of_a_short_list_goes_to_its_end() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        app.entries.page(1)
        assert app.entries.cursor == 2
        app.entries.page(-0.5)
        assert app.entries.cursor == 0

    run_pilot(lambda: ListApp(make_rows(3)), steps, size=(80, 10))


def test_an_entry_is_found_by_its_key() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        assert app.entries.select_key("e77")
        assert app.entries.cursor == 77
        assert not app.entries.select_key("gone")
        assert app.entries.cursor == 77
        assert app.entries.current == make_row(77)

    run_pilot(lambda: ListApp(make_rows(100)), steps, size=(80, 10))


def test_a_cursor_set_before_the_first_frame_is_in_view() -> None:
    def start() -> ListApp:
        app = ListApp(make_rows(1000))
        app.entries.move_to(700)
        return app

    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        await repainted(app.entries)
        assert 0 <= app.cursor_line < 10
        assert "Entry 700 about" in app.lines()[app.cursor_line]
        await until(pilot, lambda: app.highlighted == [("e700", 700)])

    run_pilot(start, steps, size=(80, 10))


def test_one_movement_tells_once_and_a_flood_tells_of_its_end() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.highlighted == [("e0", 0)])
        app.entries.move_by(1)
        await until(pilot, lambda: len(app.highlighted) == 2)
        for _ in range(300):
            app.entries.move_by(1)
        await until(pilot, lambda: len(app.highlighted) >= 3)
        assert app.highlighted == [("e0", 0), ("e1", 1), ("e301", 301)]

    run_pilot(lambda: ListApp(make_rows(1000)), steps)


def test_there_and_back_again_tells_nothing() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.highlighted == [("e0", 0)])
        app.entries.move_by(1)
        app.entries.move_by(-1)
        await repainted(app.entries)
        await repainted(app.entries)
        app.entries.last()
        await until(pilot, lambda: len(app.highlighted) > 1)
        assert app.highlighted == [("e0", 0), ("e9", 9)]

    run_pilot(lambda: ListApp(make_rows(10)), steps)


def test_a_click_moves_and_a_double_click_opens() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        app.entries.move_to(100)
        top = app.entries.scroll_offset.y
        await pilot.click(app.entries, offset=(20, 3))
        assert app.entries.cursor == top + 3
        assert app.opened == []
        await pilot.click(app.entries, offset=(20, 5), times=2)
        await until(pilot, lambda: bool(app.opened))
        assert app.opened == [f"e{top + 5}"]
        assert app.entries.scroll_offset.y == top

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_a_click_below_the_last_row_moves_nothing() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        app.entries.move_to(1)
        await pilot.click(app.entries, offset=(20, 7), times=2)
        assert app.entries.cursor == 1
        assert app.opened == []

    run_pilot(lambda: ListApp(make_rows(3)), steps, size=(80, 10))


def test_the_wheel_scrolls_and_leaves_the_cursor_until_it_is_moved() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        entries = app.entries
        await repainted(entries)
        for _ in range(20):
            entries.post_message(events.MouseScrollDown(entries, 5, 5, 0, 1, 0, False, False, False))
        await until(pilot, lambda: entries.scroll_offset.y > 10)
        assert entries.cursor == 0
        entries.move_by(1)
        assert entries.cursor == 1
        assert app.cursor_line == 0

    run_pilot(lambda: ListApp(make_rows(1000)), steps, size=(80, 10))


def test_opening_without_the_mouse_and_without_an_entry() -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        app.entries.open_current()
        app.entries.replace_rows(FixedRows(make_rows(3)), keep=None)
        app.entries.move_to(2)
        app.entries.open_current()
        await until(pilot, lambda: bool(app.opened))
        assert app.opened == ["e2"]

    run_pilot(ListApp, steps)


@pytest.mark.parametrize("key", ["j", "down", "up", "end", "pagedown", "enter", "space"])
def test_the_list_binds_no_keys_of_its_own(key: str) -> None:
    async def steps(app: ListApp, pilot: Pilot[None]) -> None:
        app.entries.move_to(50)
        top = app.entries.scroll_offset.y
        await pilot.press(key)
        await repainted(app.entries)
        assert app.entries.has_focus
        assert (app.entries.cursor, app.entries.scroll_offset.y) == (50, top)

    run_pilot(lambda: ListApp(make_rows(100)), steps, size=(80, 10))


def test_an_empty_list_bears_every_movement() -> None:
    async def steps(app: ListApp, _: Pilot[None]) -> None:
        entries = app.entries
        entries.move_by(1)
        entries.move_by(-1)
        entries.page(1)
        entries.page(-0.5)
        entries.first()
        entries.last()
        entries.open_current()
        entries.refresh_row(0)
        entries.refresh_row("e1")
        assert not entries.select_key("e1")
        assert entries.cursor == 0
        assert entries.current is None
        await repainted(entries)
        assert app.highlighted == []

    run_pilot(ListApp, steps)
