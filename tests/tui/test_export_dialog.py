"""The export dialog: formats with a preview, to a file or the clipboard."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from digest.bootstrap import Library
from digest.export.registry import FORMATS
from digest.tui.app import DigestApp
from digest.tui.dialogs.export import ExportDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.builders import MONTH, NOW, a_feed, a_pick
from tests.marking import first_quick
from tests.tui.libraries import PATIENT
from tests.tui.piloting import at_rest, run_pilot, screen_lines, until

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

Steps = Callable[[DigestApp, Pilot[None]], Awaitable[None]]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "texte").mkdir()
    monkeypatch.chdir(tmp_path / "texte")
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    library.store.add_feeds([a_feed(1)])
    library.store.add_pick(a_pick(1, comment="Überaus wahr."), NOW)
    return library


def in_dialog(library: Library, steps: Steps) -> None:
    async def story(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog) and bool(line(app).value))
        await steps(app, pilot)
        await app.work_queue.settle()

    run_pilot(lambda: DigestApp(library, timings=PATIENT), story)


def line(app: DigestApp) -> Input:
    return app.screen.query_one("#export-file", Input)


def shows(app: DigestApp, words: str) -> bool:
    return words in "\n".join(screen_lines(app))


def test_enter_writes_the_file_that_is_named_in_the_working_folder(library: Library, tmp_path: Path) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        assert line(app).value == "~/texte/2026-11-lesetipps.html"
        await until(pilot, lambda: shows(app, "Überaus wahr."))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))

    in_dialog(library, steps)
    written = (tmp_path / "texte" / "2026-11-lesetipps.html").read_bytes()
    assert written == library.exports.render(MONTH, "html").body


def test_another_format_brings_another_name_unless_one_was_typed(library: Library, tmp_path: Path) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("k")
        await until(pilot, lambda: line(app).value.endswith(".md"))
        await pilot.press("tab")
        await until(pilot, lambda: line(app).has_focus)
        await pilot.press(*["backspace"] * len(line(app).value), *"~/mein.txt", "escape", "j")
        await until(pilot, lambda: shows(app, "November 2026"))
        assert line(app).value == "~/mein.txt"
        await pilot.press("enter")
        await until(pilot, (tmp_path / "mein.txt").exists)

    in_dialog(library, steps)


def test_a_file_that_would_be_replaced_is_told(library: Library, tmp_path: Path) -> None:
    (tmp_path / "texte" / "2026-11-lesetipps.md").write_text("old", "utf-8")

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        assert not shows(app, "replaces the file")
        await pilot.press("k")
        await until(pilot, lambda: shows(app, "replaces the file"))

    in_dialog(library, steps)


def test_a_folder_that_is_not_there_is_told_with_a_way_out(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        line(app).value = "/nowhere/at/all.html"
        await pilot.press("enter")
        await until(pilot, lambda: any("cannot be written" in note.message for note in app._notifications))
        assert isinstance(app.screen, ExportDialog)

    in_dialog(library, steps)


def test_without_a_desktop_the_text_goes_to_the_terminals_clipboard(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        monkeypatch.setattr(app.terminal, "write", sent.append)
        await pilot.press("c")
        await until(pilot, lambda: bool(sent))
        assert app.last_export == "html"

    in_dialog(library, steps)
    [sequence] = sent
    assert sequence.startswith("\x1b]52;c;")
    text = base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()
    assert text == library.exports.render(MONTH, "text").body.decode(), "a terminal takes plain text only"


def test_what_the_check_finds_and_what_a_place_takes_is_told_before_anything_goes_out(library: Library) -> None:
    library.store.add_pick(a_pick(2), NOW)
    library.store.add_pick(a_pick(3, comment="Lang. " * 800), NOW)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "Check: 1 error") and shows(app, "Pick 2 has no comment."))
        formats = app.screen.query_one(OptionList)
        formats.highlighted = [*FORMATS].index("linkedin")
        await until(pilot, lambda: shows(app, "LinkedIn takes 3000"))
        formats.highlighted = [*FORMATS].index("email")
        await until(pilot, lambda: shows(app, "kB, HTML"))
        formats.highlighted = [*FORMATS].index("html")
        await until(pilot, lambda: not shows(app, "kB, HTML"))

    in_dialog(library, steps)


def test_in_the_files_name_tab_stays_and_letters_are_letters(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("tab", "tab", "shift+tab", *"qcoyjk")
        assert isinstance(app.screen, ExportDialog)
        assert app.focused is line(app)
        assert line(app).value.endswith("qcoyjk")
        await until(pilot, lambda: shows(app, "back to the formats"))

    in_dialog(library, steps)


def test_the_format_of_the_last_export_is_offered_first(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("k", "enter")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, ExportDialog))
        assert app.screen.query_one(OptionList).highlighted == 0

    in_dialog(library, steps)


def test_f_leads_through_the_forms_of_a_format(library: Library, tmp_path: Path) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        formats = app.screen.query_one(OptionList)
        formats.highlighted = [*FORMATS].index("email")
        await until(pilot, lambda: shows(app, "HTML alone") and line(app).value.endswith(".eml"))
        await pilot.press("f")
        await until(pilot, lambda: shows(app, "text alone") and line(app).value.endswith("lesetipps.mail.html"))
        await until(pilot, lambda: shows(app, "<!DOCTYPE html>"))
        await pilot.press("f")
        await until(pilot, lambda: line(app).value.endswith("lesetipps.mail.txt"))
        formats.highlighted = [*FORMATS].index("fragment")
        await until(pilot, lambda: shows(app, "WordPress blocks"))
        await pilot.press("f")
        await until(pilot, lambda: shows(app, "<!-- wp:paragraph -->"))
        formats.highlighted = [*FORMATS].index("html")
        await until(pilot, lambda: not shows(app, "WordPress blocks") and not shows(app, "plain HTML"))
        await pilot.press("f")
        formats.highlighted = [*FORMATS].index("email")
        await until(pilot, lambda: line(app).value.endswith(".eml"))  # another format begins with its usual form
        await pilot.press("f")
        await until(pilot, lambda: line(app).value.endswith(".mail.html"))
        line(app).value = str(tmp_path / "mail.html")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "mail.html").is_file())

    in_dialog(library, steps)
    assert (tmp_path / "mail.html").read_bytes().startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("size", first_quick((80, 24), (60, 20)))
def test_the_chosen_format_stays_in_view_on_a_low_screen(library: Library, size: tuple[int, int]) -> None:
    for number in range(2, 6):
        library.store.add_pick(a_pick(number), NOW)

    async def story(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("X")
        await until(pilot, lambda: any("has no comment" in line for line in screen_lines(app)))
        formats = app.screen.query_one(OptionList)
        for number in range(len(FORMATS)):
            formats.highlighted = number
            await at_rest(app)
            name = str(formats.get_option_at_index(number).prompt)
            region = formats.region
            shown = [line[region.x : region.right].strip() for line in screen_lines(app)[region.y : region.bottom]]
            assert any(line.split("  ")[0] == name for line in shown)

    run_pilot(lambda: DigestApp(library, timings=PATIENT), story, size)
