"""The sidebar paints its own lines.

What changes is shown, and neither highlight nor place move by themselves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.pilot import Pilot
from textual.screen import Screen

from digest.tui.widgets.sidebar import Sidebar, View, ViewLine
from tests.tui.piloting import at_rest, run_pilot, screen_lines, until

WIDTH, HEIGHT = 27, 8
INBOX = View("inbox")


class _Alone(App[None]):
    """The sidebar and nothing else."""

    CSS = "#sidebar { width: 100%; height: 100%; padding: 0; border: none; scrollbar-size-vertical: 1; }"

    def compose(self) -> ComposeResult:
        yield Sidebar()

    @property
    def sidebar(self) -> Sidebar:
        return self.query_one(Sidebar)


def lines(feeds: Sequence[int], count: str = "1") -> list[ViewLine]:
    named = [ViewLine(f"Blog {number}", View("feed", f"f{number}"), count) for number in feeds]
    return [ViewLine("Views"), ViewLine("Inbox", INBOX, "7"), ViewLine("Feeds"), *named]


def drive(steps: Callable[[_Alone, Pilot[None]], Awaitable[None]]) -> None:
    run_pilot(_Alone, steps, (WIDTH, HEIGHT))


def test_counts_that_change_leave_the_place_to_which_the_wheel_has_gone() -> None:
    async def steps(app: _Alone, pilot: Pilot[None]) -> None:
        app.sidebar.show(lines(range(30)))
        await pilot.pause()
        app.sidebar.scroll_to(y=12, animate=False, immediate=True)
        for shown in (lines(range(30)), lines(range(30), "2"), lines(range(31), "2")):
            app.sidebar.show(shown)
            await pilot.pause()
            assert app.sidebar.scroll_offset.y == 12
        assert app.sidebar.view == INBOX
        await until(pilot, lambda: screen_lines(app)[0].split() == ["Blog", "9", "2"])

    drive(steps)


def test_other_lines_paint_the_sidebar_only_unless_the_scrollbar_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid_out: list[int] = []
    layout = Screen._refresh_layout

    def counted(screen: Screen[None], size: Size | None = None, scroll: bool = False) -> None:
        laid_out.append(1)
        layout(screen, size, scroll)

    async def steps(app: _Alone, pilot: Pilot[None]) -> None:
        app.sidebar.show(lines(range(30)))
        await at_rest(app)
        app.sidebar.scroll_to(y=25, animate=False, immediate=True)
        await at_rest(app)
        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        app.sidebar.show(lines(range(20)))
        await at_rest(app)
        assert not laid_out
        assert app.sidebar.scroll_offset.y == 20 + 3 - HEIGHT
        assert "Blog 19" in screen_lines(app)[-1]
        app.sidebar.show(lines(range(3)))
        await at_rest(app)
        assert laid_out
        assert not app.sidebar.show_vertical_scrollbar
        assert (app.sidebar.scroll_offset.y, screen_lines(app)[0].split()) == (0, ["Views"])

    drive(steps)


def test_a_highlight_that_was_in_view_stays_there_when_lines_come_in_above_it() -> None:
    async def steps(app: _Alone, pilot: Pilot[None]) -> None:
        app.sidebar.show(lines(range(10, 20)))
        await pilot.pause()
        app.sidebar.last()
        app.sidebar.show(lines(range(20)))
        await pilot.pause()
        assert app.sidebar.view == View("feed", "f19")
        await until(pilot, lambda: "Blog 19" in "".join(screen_lines(app)))

    drive(steps)


def test_where_the_highlighted_view_has_gone_no_other_is_taken_for_it() -> None:
    async def steps(app: _Alone, pilot: Pilot[None]) -> None:
        app.sidebar.show(lines(range(3)))
        await pilot.pause()
        app.sidebar.move_by(2)
        assert app.sidebar.view == View("feed", "f1")
        app.sidebar.show(lines([0, 2]))
        await pilot.pause()
        assert app.sidebar.view == INBOX

    drive(steps)


def test_a_click_chooses_a_view_and_never_a_heading() -> None:
    async def steps(app: _Alone, pilot: Pilot[None]) -> None:
        app.sidebar.show(lines(range(30)))
        await pilot.pause()
        app.sidebar.scroll_to(y=1, animate=False, immediate=True)
        await pilot.click(app.sidebar, offset=(3, 4))
        assert app.sidebar.view == View("feed", "f2")
        await pilot.click(app.sidebar, offset=(3, 1))
        assert app.sidebar.view == View("feed", "f2")

    drive(steps)


@pytest.mark.parametrize(
    "title", ["Blog", "漢字 im Titel", "Ein 😀 lacht", "Ein langer Titel mit 漢字 am Ende", "👩‍👩‍👧 " * 9]
)
def test_marks_and_counts_stand_below_each_other_whatever_a_title_is_made_of(title: str) -> None:
    async def steps(app: _Alone, pilot: Pilot[None]) -> None:
        feeds = [ViewLine(title, View("feed", "f1"), "12"), ViewLine(title, View("feed", "f2"), "error", "!")]
        app.sidebar.show([ViewLine("Feeds"), *feeds])
        await until(pilot, lambda: "error" in "".join(screen_lines(app)))
        plain, broken = ("".join(segment.text for segment in app.sidebar.render_line(y)) for y in (1, 2))
        assert [cell_len(plain), cell_len(broken)] == [WIDTH, WIDTH]
        assert (plain[:4], plain[-4:]) == (f"  {title[:2]}", " 12 ")
        assert (broken[:4], broken[-7:]) == (f"! {title[:2]}", " error ")

    drive(steps)
