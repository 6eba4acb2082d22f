"""What stays in a list though it has left the view shows its marks as they are."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from digest.domain.edition import Frozen
from tests.builders import MONTH, NOW
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.test_inbox import ready

FROZEN = Frozen("Zehn Lesetipps", ("IK",), 0, "de")


def test_the_name_of_the_list_and_the_sidebar_count_every_mark_at_once(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("r", "j", "r")
        assert driver.inbox.listing.rows is not None
        assert driver.inbox.listing.rows.unread == 10
        await driver.sees("Inbox · 10 unread")
        await driver.press("A")
        await driver.sees("Inbox · 0 unread")
        await driver.press("u")
        await driver.sees("Inbox · 10 unread")

    drive(tmp_path, steps)


def test_an_undo_elsewhere_in_the_list_takes_the_old_marks_off(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        # Picked, so read, so no more in the inbox; then under another category, and off to other lines.
        await driver.press("1")
        await driver.until(lambda: driver.entries.rows.row(0).category == "Strategie")
        await driver.press("2")
        await driver.until(lambda: driver.entries.rows.row(0).category == "Medienarbeit")
        await driver.press("j", "j", "j")
        await driver.press("u")
        await driver.until(lambda: driver.entries.rows.row(0).category == "Strategie", "the category before")
        await driver.press("u")
        await driver.until(lambda: driver.entries.rows.row(0).category == "", "no pick any more")
        assert driver.entries.rows.row(0).unread
        assert driver.title == "Beitrag 12"

    drive(tmp_path, steps)


def test_a_read_line_comes_off_the_shortlist_when_that_is_undone(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("r", "s", "j", "j")
        await driver.until(lambda: driver.entries.rows.row(0).shortlisted)
        await driver.press("u")
        await driver.until(lambda: not driver.entries.rows.row(0).shortlisted)
        assert not driver.entries.rows.row(0).unread

    drive(tmp_path, steps)


def test_what_has_left_the_shortlist_shows_whether_it_is_read(tmp_path: Path) -> None:
    entries = fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("s", "j", "s", "h", "j", "enter")
        await driver.until(lambda: driver.titles == ["Beitrag 12", "Beitrag 11"])
        await driver.press("g", "s", "j")
        await driver.until(lambda: not driver.entries.rows.row(0).shortlisted)
        driver.others.mark([entries[-1]], read=True)
        await driver.until(lambda: not driver.entries.rows.row(0).unread)
        assert driver.titles == ["Beitrag 12", "Beitrag 11"]

    drive(tmp_path, steps)


def test_a_pick_is_seen_before_the_disk_has_it(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        go_on = Event()
        driver.app.work_queue.change(go_on.wait, lambda _: None, keys_wait=False)  # a disk that is busy
        await driver.press("3")
        await driver.until(lambda: driver.entries.rows.row(0).category == "IK")
        assert not driver.entries.rows.row(0).unread
        driver.inbox.listing.update()  # an answer from before it is kept does not take it off again
        await driver.pilot.pause()
        assert driver.store.picks(MONTH) == []
        assert driver.entries.rows.row(0).category == "IK"
        go_on.set()
        await driver.until(lambda: [pick.category for pick in driver.store.picks(MONTH)] == ["IK"])
        await driver.is_told("picked")
        assert driver.entries.rows.row(0).category == "IK"

    drive(tmp_path, steps)


def test_what_could_not_be_kept_is_taken_back_and_told(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        driver.others.close_edition(MONTH, FROZEN, NOW)
        await driver.press("3")
        await driver.is_told("is closed")
        await driver.until(lambda: driver.entries.rows.row(0).category == "")
        assert driver.entries.rows.row(0).unread
        assert driver.store.picks(MONTH) == []

    drive(tmp_path, steps)


def test_marks_that_could_not_be_kept_are_taken_back(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        lock = tmp_path / "library" / "kept.json.lock"  # cannot be opened, by the owner and by root alike
        lock.unlink(missing_ok=True)
        lock.mkdir()
        await driver.press("s")
        await driver.until(lambda: any(toast.severity == "error" for toast in driver.app._notifications))
        await driver.until(lambda: not driver.entries.rows.row(0).shortlisted)

    drive(tmp_path, steps)


def test_what_was_kept_is_not_taken_back_by_a_mistake_in_showing_it(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        taken_back = Event()

        def show(_: object) -> None:
            raise RuntimeError("a mistake")

        driver.app.work_queue.change(lambda: None, show, taken_back.set)
        await driver.is_told("a mistake")
        assert not taken_back.is_set()

    drive(tmp_path, steps)


def test_undo_brings_the_cursor_to_the_entry(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("j", "j", "s", "j", "2", "G")
        await driver.until(lambda: driver.title == "Beitrag 1")
        await driver.app.work_queue.settle()
        await driver.press("u")
        await driver.until(lambda: driver.title == "Beitrag 9" and not driver.store.picks(MONTH))
        await driver.press("u")
        await driver.until(lambda: driver.title == "Beitrag 10")
        await driver.press("g", "U")
        await driver.until(lambda: driver.title == "Beitrag 10")

    drive(tmp_path, steps)
