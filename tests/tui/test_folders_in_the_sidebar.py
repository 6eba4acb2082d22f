"""Folders and saved searches among the views, and many feeds at once.

By key, to the library and to what goes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.config.language import activate
from digest.domain.query import EntryQuery
from digest.domain.saved_search import SavedSearch
from digest.storage.local import LocalStore
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.feed_table import FeedTable
from digest.tui.widgets.sidebar import Sidebar, View
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.cli.running import Digest
from tests.marking import first_quick
from tests.tui.driving import Driver, drive
from tests.tui.piloting import at_rest

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 36)]
FOLDERS = ("PR/Blogs & Co", "PR", "Krisen", "")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The language of the tests that name none."""
    activate("en")
    yield
    activate("en")


def fill(folder: Path, folders: tuple[str, ...] = FOLDERS) -> None:
    """A feed in each folder, each with two entries, one of them about a recall."""
    store = LocalStore(folder / "library", lambda: NOW)
    store.add_feeds([a_feed(number, title=f"Blog {number}", folder=name) for number, name in enumerate(folders, 1)])
    for number, _ in enumerate(folders, 1):
        one = an_entry(2 * number, f"f{number}", title=f"Rückruf {number}")
        other = an_entry(2 * number + 1, f"f{number}", title=f"Anderes {number}")
        store.apply_refresh([a_refresh(f"f{number}", one, other)])
    store.close()


def sidebar(driver: Driver) -> Sidebar:
    return driver.inbox.query_one(Sidebar)


def shows(driver: Driver, view: View) -> bool:
    """The list is that of this view, and no dialog over it."""
    screen = driver.app.screen
    return isinstance(screen, InboxScreen) and screen.listing.view == view


def names(driver: Driver) -> list[str]:
    return [line.name for line in sidebar(driver)._view_lines]


async def to_views(driver: Driver, view: View) -> None:
    """The cursor onto a line of the sidebar."""
    await driver.until(lambda: any(line.view == view for line in sidebar(driver)._view_lines), view)
    await driver.press("h")
    await driver.until(lambda: sidebar(driver).has_focus)
    sidebar(driver).highlight(view)


@pytest.mark.parametrize("size", first_quick(*SIZES))
@pytest.mark.parametrize("language", first_quick("de", "en"))
def test_folders_are_folded_counted_and_opened(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)
    activate(language)

    async def steps(driver: Driver) -> None:
        await to_views(driver, View("folder", "PR"))
        await driver.sees("T Ordner umbenennen" if language == "de" else "T rename folder")
        sidebar(driver).highlight(View("all"))
        await driver.until(lambda: "T " not in driver.screen.splitlines()[-1] + driver.screen.splitlines()[-2])
        sidebar(driver).highlight(View("folder", "PR"))
        await driver.sees("▾ Krisen", "▾ PR", "▾ Blogs & Co", "Blog 4")
        line = next(line for line in driver.screen.splitlines() if "▾ PR" in line)
        assert line.split("│")[0].rstrip().endswith(" 4")
        await driver.press("left")
        await driver.sees("▸ PR")
        assert "Blog 1" not in "".join(names(driver))
        await driver.press("enter")
        await driver.until(lambda: len(driver.titles) == 4)
        await driver.sees(f"PR · 4 {'unread' if language == 'en' else 'ungelesen'}")
        await driver.press("h", "space")
        await driver.sees("▾ Blogs & Co")

    drive(tmp_path, steps, size, LC_ALL="de_DE.UTF-8" if language == "de" else "C.UTF-8")


def test_folds_are_remembered_and_a_cursor_inside_goes_to_the_folder(tmp_path: Path) -> None:
    fill(tmp_path)

    async def fold(driver: Driver) -> None:
        await to_views(driver, View("feed", "f1"))
        await driver.press("left")
        await driver.until(lambda: sidebar(driver).view == View("folder", "PR/Blogs & Co"))
        await driver.press("left")
        await driver.until(lambda: sidebar(driver).view == View("folder", "PR"))
        await driver.press("left")
        await driver.sees("▸ PR")
        await driver.press("N")
        await driver.is_told("Only feeds with unread entries")

    async def again(driver: Driver) -> None:
        await to_views(driver, View("folder", "PR"))
        await driver.sees("▸ PR", "Feeds, only unread")
        await driver.press("right")
        await driver.sees("▾ PR", "▸ Blogs & Co")
        await driver.press("Z")
        await driver.until(lambda: names(driver).count("PR") == 1 and "Blogs & Co" not in names(driver))
        await driver.press("Z")
        await driver.sees("▾ Blogs & Co", "Blog 1")

    drive(tmp_path, fold)
    drive(tmp_path, again)


def test_only_other_lines_are_painted_anew_and_none_is_left_old(tmp_path: Path) -> None:
    fill(tmp_path, tuple(f"Ordner {number % 7}/Innen {number % 3}" for number in range(40)))

    async def steps(driver: Driver) -> None:
        await to_views(driver, View("folder", "Ordner 3"))
        ways = ["space", "space", "down", "down", "space", "N", "Z", "N", "end", "Z", "up", "space", "space", "home"]
        for key in [*ways, "slash", "b", "l", "o", "g", "space", "3", "backspace", "escape", "escape"]:
            await driver.press(key)
            await at_rest(driver.app)
            painted = driver.screen
            sidebar(driver).refresh()
            await at_rest(driver.app)
            assert painted == driver.screen, key

    drive(tmp_path, steps)


def test_what_is_read_is_hidden_but_for_what_one_looks_at(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await to_views(driver, View("feed", "f3"))
        await driver.press("enter")
        await driver.until(lambda: len(driver.titles) == 2)
        await driver.press("A", "N")
        await driver.until(
            lambda: sum(row.read for row in driver.store.entries(EntryQuery(feed_ids=("f3",))).rows) == 2
        )
        await driver.until(lambda: "Feeds, only unread" in names(driver))
        assert {"Krisen", "Blog 3"} <= {*names(driver)}
        await driver.press("i")
        await driver.until(lambda: shows(driver, View("inbox")))
        driver.inbox.viewing.update()
        await driver.until(lambda: "Krisen" not in names(driver))
        assert "PR" in names(driver)
        await driver.press("N")
        await driver.until(lambda: "Krisen" in names(driver))

    drive(tmp_path, steps)


def test_the_views_are_narrowed_by_their_names(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await to_views(driver, View("folder", "PR"))
        await driver.press("Z", "slash")
        await driver.types("blog 1")
        await driver.until(lambda: names(driver) == ["Feeds", "Blog 1"])
        await driver.press("enter")
        await driver.until(lambda: shows(driver, View("feed", "f1")))
        await driver.until(lambda: sidebar(driver).view == View("feed", "f1"))
        assert "Inbox" in names(driver)
        await driver.press("h", "slash")
        await driver.types("nichts davon")
        await driver.until(lambda: names(driver) == [])
        await driver.press("enter", "escape")
        await driver.until(lambda: "Inbox" in names(driver))
        assert driver.inbox.listing.view in (View("feed", "f1"), View("inbox"))

    drive(tmp_path, steps)


@pytest.mark.parametrize("size", first_quick(*SIZES))
@pytest.mark.parametrize("language", first_quick("de", "en"))
def test_a_filter_becomes_a_view_of_ones_own(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)
    activate(language)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 8)
        await driver.press("slash")
        await driver.types("rueckruf")
        await driver.until(lambda: len(driver.titles) == 4)
        await driver.press("ctrl+s")
        await driver.sees("Save this search" if language == "en" else "Diese Suche speichern")
        await driver.press("ctrl+u")
        await driver.types("Warnungen")
        await driver.press("enter")
        await driver.until(lambda: [one.name for one in driver.store.saved_searches()] == ["Warnungen"])
        (saved,) = driver.store.saved_searches()
        assert (saved.words, saved.unread) == ("rueckruf", True)
        await driver.until(lambda: shows(driver, View("saved", saved.id)))
        await driver.sees("Warnungen · 4")
        await driver.until(lambda: any(line.view == View("saved", saved.id) and line.count == "4"
                                       for line in sidebar(driver)._view_lines))  # fmt: skip
        await driver.press("1")
        await driver.until(lambda: len(driver.store.picks("2026-11")) == 1)
        await driver.press("h")
        await driver.until(lambda: sidebar(driver).view == View("saved", saved.id))
        await driver.press("ctrl+s", "end")
        await driver.types(" neu")
        await driver.press("enter")
        await driver.until(lambda: driver.store.saved_searches()[0].name == "Warnungen neu")
        await driver.press("d")
        await driver.until(lambda: driver.store.saved_searches() == ())
        await driver.until(lambda: shows(driver, View("inbox")))
        await driver.press("u")
        await driver.until(lambda: [one.name for one in driver.store.saved_searches()] == ["Warnungen neu"])
        await driver.press("u")
        await driver.until(lambda: [one.name for one in driver.store.saved_searches()] == ["Warnungen"])

    drive(tmp_path, steps, size, LC_ALL="de_DE.UTF-8" if language == "de" else "C.UTF-8")
    assert "Rückruf 4" in Digest(tmp_path).ok("export", "--format", "markdown").out


def test_a_search_of_everything_is_saved_from_its_screen(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 8)
        await driver.press("ctrl+f")
        await driver.press("ctrl+s")
        await driver.is_told("Type the words first")
        await driver.types("anderes")
        await driver.press("ctrl+s")
        await driver.sees("Save this search")
        await driver.press("enter")
        await driver.until(lambda: len(driver.store.saved_searches()) == 1)
        (saved,) = driver.store.saved_searches()
        await driver.until(lambda: shows(driver, View("saved", saved.id)))
        await driver.until(lambda: len(driver.titles) == 4)
        assert (saved.name, saved.unread) == ("anderes", False)

    drive(tmp_path, steps)


@pytest.mark.parametrize("kind", ["folder", "saved", "feed"])
def test_a_view_that_vanishes_while_it_is_shown_leads_to_the_inbox(tmp_path: Path, kind: str) -> None:
    fill(tmp_path)
    view = View(kind, {"folder": "Krisen", "saved": "s1", "feed": "f3"}[kind])

    async def steps(driver: Driver) -> None:
        driver.store.exchange(None, SavedSearch("s1", "Rückrufe", "rückruf"))
        driver.inbox.viewing.update()
        await to_views(driver, view)
        await driver.press("enter")
        await driver.until(lambda: shows(driver, view) and len(driver.titles) > 0)
        others = driver.others
        if kind == "folder":
            others.change_feed("f3", {"folder": "Anders"})
        elif kind == "feed":
            others.remove_feed("f3", NOW)
        else:
            others.remove_saved_search("s1")
        others.close()
        await driver.until(lambda: shows(driver, View("inbox")), "the inbox")
        await driver.is_told("not there any more")

    drive(tmp_path, steps)


@pytest.mark.parametrize("size", first_quick(*SIZES))
@pytest.mark.parametrize("language", first_quick("de", "en"))
def test_many_feeds_move_to_a_folder_at_once_and_back(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)
    activate(language)

    async def steps(driver: Driver) -> None:
        await driver.press("F")
        await driver.until(lambda: len(driver.app.screen.query_one(FeedTable).feeds) == 4)
        await driver.sees("PR / Blogs & Co", "Without a folder" if language == "en" else "Ohne Ordner")
        await driver.press("slash")
        await driver.types("blog")
        await driver.press("enter", "space", "space")
        await driver.sees("✓")
        await driver.press("t")
        await driver.types("Neu/Tiefer")
        await driver.press("enter")
        await driver.until(lambda: [feed.folder for feed in driver.store.feeds()].count("Neu/Tiefer") == 2)
        await driver.sees("Neu / Tiefer")
        await driver.press("escape", "u")
        await driver.until(lambda: tuple(feed.folder for feed in driver.store.feeds()) == FOLDERS)
        await driver.press("U")
        await driver.until(lambda: [feed.folder for feed in driver.store.feeds()].count("Neu/Tiefer") == 2)
        await driver.press("T", "ctrl+u")
        await driver.types("Alt")
        await driver.press("enter")
        await driver.until(lambda: "Alt" in [feed.folder for feed in driver.store.feeds()])

    drive(tmp_path, steps, size, LC_ALL="de_DE.UTF-8" if language == "de" else "C.UTF-8")
    assert '<outline text="Alt" title="Alt">' in Digest(tmp_path).ok("opml", "export").out


@pytest.mark.parametrize(("key", "field"), [("p", "paused"), ("M", "muted"), ("d", "removed")])
def test_what_is_marked_changes_together(tmp_path: Path, key: str, field: str) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.press("F")
        await driver.until(lambda: len(driver.app.screen.query_one(FeedTable).feeds) == 4)
        await driver.press("A", key)
        await driver.until(lambda: all(getattr(driver.store.feed(f"f{number}"), field) for number in range(1, 5)))
        await driver.press("u")
        await driver.until(lambda: not any(getattr(driver.store.feed(f"f{number}"), field) for number in range(1, 5)))

    drive(tmp_path, steps)
