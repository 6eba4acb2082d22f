"""The inbox: every key and every gesture does what the design says, on a real library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from digest.domain.entry import Entry
from digest.domain.query import EntryQuery
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.reading_pane import ReadingPane
from digest.tui.widgets.sidebar import Sidebar
from tests.builders import MONTH, an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import PATIENT, fill


def unread(driver: Driver) -> int:
    return driver.store.entries(EntryQuery(unread=True)).total


async def ready(driver: Driver) -> None:
    await driver.until(lambda: driver.title == "Beitrag 12" and len(driver.titles) == 12)


def test_the_cursor_moves_by_letters_arrows_and_pages(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(number) for number in range(1, 101)])

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 100)
        for keys, place in [
            (("j", "down"), 2), (("k",), 1), (("up",), 0), (("G",), 99), (("home",), 0), (("end",), 99), (("g",), 0),
        ]:  # fmt: skip
            await driver.press(*keys)
            assert driver.entries.cursor == place, keys
        await driver.press("ctrl+d")
        half = driver.entries.cursor
        assert 3 < half < 20
        await driver.press("ctrl+u", "pagedown")
        assert half < driver.entries.cursor < 40
        await driver.press("pageup")
        assert driver.entries.cursor == 0

    drive(tmp_path, steps)


@pytest.mark.parametrize("keys", [("h", "l"), ("left", "right"), ("shift+tab", "tab")])
def test_panes_are_gone_to_and_the_sidebar_folds_out_on_a_narrow_terminal(
    tmp_path: Path, keys: tuple[str, str]
) -> None:
    fill(tmp_path)
    to_the_left, to_the_right = keys

    async def steps(driver: Driver) -> None:
        await ready(driver)
        assert not driver.inbox.query_one(Sidebar).region
        await driver.press(to_the_left)
        await driver.until(lambda: driver.inbox.query_one(Sidebar).has_focus)
        await driver.sees("Shortlist")
        await driver.press("j", "enter")
        await driver.until(lambda: driver.entries.has_focus)
        await driver.sees("Shortlist · ")
        await driver.press(to_the_left)
        await driver.press("g", "enter")
        await ready(driver)
        await driver.press(to_the_right)
        await driver.until(lambda: driver.inbox.query_one(ReadingPane).has_focus)
        await driver.press(to_the_left)
        await driver.until(lambda: driver.entries.has_focus)

    drive(tmp_path, steps, (80, 24))


def test_enter_reads_and_the_text_scrolls_from_the_list(tmp_path: Path) -> None:
    long = "<p>Anfang</p>" + "".join(f"<p>Absatz {number}</p>" for number in range(80))
    entries = fill(tmp_path)
    put_text(tmp_path, entries[-1], long)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("Anfang")
        pane = driver.inbox.query_one(ReadingPane)
        await driver.press("J")
        await driver.until(lambda: pane.scroll_offset.y == 3)
        await driver.press("K")
        await driver.until(lambda: pane.scroll_offset.y == 0)
        await driver.press("space")
        await driver.until(lambda: pane.scroll_offset.y > 5)
        assert driver.title == "Beitrag 12"
        for _ in range(40):
            await driver.press("space")
        await driver.until(lambda: driver.title != "Beitrag 12")
        assert driver.store.entry(entries[-1].id).read
        await driver.press("enter")
        await driver.until(lambda: pane.has_focus)

    drive(tmp_path, steps)


def put_text(folder: Path, entry: Entry, html: str) -> None:
    from datetime import UTC, datetime

    from digest.storage.local import LocalStore

    store = LocalStore(folder / "library", lambda: datetime.now(UTC))
    store.keep_content(entry, html)
    store.close()


def test_next_and_previous_unread_pass_what_is_read(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("n")
        assert driver.title == "Beitrag 11"
        await driver.press("j", "r")
        await driver.press("n")
        assert driver.title == "Beitrag 9"
        await driver.press("p")
        assert driver.title == "Beitrag 11"
        await driver.until(lambda: unread(driver) <= 10)

    drive(tmp_path, steps)


def test_a_digit_picks_another_changes_and_the_same_drops(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        driver.app.timings = replace(PATIENT, slip=120.0)
        await ready(driver)

        def categories() -> list[str]:
            return [pick.category for pick in driver.store.picks(MONTH)]

        await driver.press("4")
        await driver.until(lambda: categories() == ["Krise"])
        await driver.press("2")
        await driver.until(lambda: categories() == ["Medienarbeit"])
        await driver.press("2")  # at once: a slip
        await driver.press("3")
        await driver.until(lambda: categories() == ["IK"])
        await driver.press("0")
        await driver.until(lambda: categories() == [])
        driver.app.timings = replace(PATIENT, slip=0.0)
        await driver.press("3")
        await driver.until(lambda: categories() == ["IK"])
        await driver.press("3")
        await driver.until(lambda: categories() == [])
        for expected in (["IK"], [], ["IK"], ["Medienarbeit"], ["Krise"], []):
            await driver.press("u")
            await driver.until(lambda expected=expected: categories() == expected)  # type: ignore[misc]
        await driver.press("U")
        await driver.until(lambda: categories() == ["Krise"])
        await driver.press("9")
        await driver.is_told("There is no category 9")

    drive(tmp_path, steps)


def test_all_read_is_one_key_and_one_undo(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("r")
        await driver.until(lambda: unread(driver) == 11)
        await driver.sees("11 unread")
        await driver.press("A")
        await driver.until(lambda: unread(driver) == 0)
        await driver.is_told("11 marked read · u undoes it")
        await driver.press("u")
        await driver.until(lambda: unread(driver) == 11)
        await driver.press("u")
        await driver.until(lambda: unread(driver) == 12)
        await driver.press("ctrl+y")
        await driver.until(lambda: unread(driver) == 11)

    drive(tmp_path, steps)


@pytest.mark.slow
def test_a_hundred_steps_are_undone_and_done_again(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        actions = driver.app.library.actions
        for _ in range(55):
            await driver.press("s", "r")
        await driver.until(lambda: len(actions.undo_steps) == 110)
        for _ in range(110):
            await driver.press("u")
        await driver.until(lambda: len(actions.undo_steps) == 0)
        assert unread(driver) == 12
        await driver.press("U", "U")
        await driver.until(lambda: len(actions.undo_steps) == 2)
        await driver.until(lambda: unread(driver) == 11)

    drive(tmp_path, steps)


def test_letters_type_in_the_filter_enter_keeps_its_result_and_escape_clears_it(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("slash", "1", "2")  # at once: the digits are words, not categories
        await driver.until(lambda: driver.titles == ["Beitrag 12"])
        assert driver.store.picks(MONTH) == []
        await driver.press("enter", "r")
        await driver.until(lambda: unread(driver) == 11)
        assert driver.inbox.query_one("#filter", Input).value == "12"
        await driver.press("escape")
        await driver.until(lambda: len(driver.titles) == 12)  # what was read among the results has not left the list
        assert driver.title == "Beitrag 12"

    drive(tmp_path, steps)


def test_the_text_stands_alone_and_comes_back(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("z")
        await driver.until(lambda: not driver.entries.region)
        await driver.press("escape")
        await driver.until(lambda: bool(driver.entries.region))

    drive(tmp_path, steps)


def test_months_are_switched_and_the_inbox_stays(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("less_than_sign")
        await driver.sees("October 2026")
        assert len(driver.titles) == 12
        await driver.press("greater_than_sign", "right_square_bracket")
        await driver.sees("December 2026")

    drive(tmp_path, steps)


def test_escape_never_leaves_the_program_and_q_does(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("escape", "escape", "j")
        assert driver.title == "Beitrag 11"
        await driver.press("q")
        await driver.until(lambda: driver.app._exit)

    drive(tmp_path, steps)


def test_click_wheel_and_double_click(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(number) for number in range(1, 101)])

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 100)
        await driver.pilot.click(driver.entries, offset=(20, 4))
        await driver.until(lambda: driver.entries.cursor == 4)
        driver.entries.scroll_down(animate=False)
        await driver.until(lambda: driver.entries.scroll_offset.y > 0)
        assert driver.entries.cursor == 4
        await driver.pilot.double_click(driver.entries, offset=(20, 6))
        await driver.until(lambda: driver.inbox.query_one(ReadingPane).has_focus)
        await driver.until(lambda: unread(driver) == 99)
        await driver.pilot.click(driver.inbox.query_one(Sidebar), offset=(5, 2))
        await driver.sees("Shortlist · ")
        place = driver.screen.splitlines()[-1].index("? help")
        await driver.pilot.click(driver.inbox.query_one(KeyLine), offset=(place, 0))
        await driver.sees("Keys of this screen")

    drive(tmp_path, steps)


def test_while_one_writes_the_line_of_keys_says_how_it_ends_whatever_changes_around_it(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("4", "c")
        await driver.types("Wahr.")
        await driver.sees("Esc done, all is saved", "─ saved")
        driver.inbox.query_one(CommentPane).get_ready()  # as in the first pause, which comes while somebody writes
        await driver.sees("─ saved")
        await driver.pilot.resize_terminal(80, 24)
        driver.inbox.query_one(KeyLine).suggest("Krise")
        await driver.app.work_queue.settle()
        await driver.sees("Esc done, all is saved")
        await driver.sees_no("1 Strategie")
        await driver.press("escape")
        await driver.sees("1 Strategie", "? help")

    drive(tmp_path, steps)


def test_writing_ends_with_a_click_elsewhere_and_the_text_is_kept(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("4", "c")
        await driver.types("Wahr. quit")  # letters at once behind the key: none of them is a command
        await driver.pilot.click(driver.entries, offset=(20, 3))
        await driver.until(lambda: not driver.inbox.query_one(CommentPane).is_writing)
        await driver.until(lambda: [pick.comment for pick in driver.store.picks(MONTH)] == ["Wahr. quit"])
        await driver.until(lambda: driver.title == "Beitrag 9")
        await driver.press("u")
        await driver.until(lambda: [pick.comment for pick in driver.store.picks(MONTH)] == [""])

    drive(tmp_path, steps)


def test_the_mouse_is_given_to_the_terminal_and_taken_back(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("m")
        await driver.is_told("The mouse is the terminal's; m takes it back.")
        await driver.press("m")
        await driver.is_told("The mouse is digest's again.")

    drive(tmp_path, steps)


def test_an_inbox_read_to_its_end_says_what_to_press(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("A", "h", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen) and driver.titles == [])
        await driver.sees("All read. R refreshes, a adds")
        await driver.press("h", "j", "enter")
        await driver.sees("Nothing on the shortlist.")
        await driver.press("slash", "x")
        await driver.sees("Nothing fits. Esc shows")

    drive(tmp_path, steps)
