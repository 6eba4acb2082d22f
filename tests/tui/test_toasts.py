"""Toasts: where they stand, how many there are, and when they go."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.selection import Selection
from textual.widgets import TextArea
from textual.widgets._toast import ToastRack

from digest.bootstrap import Library
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.tui.app import DigestApp
from digest.tui.feeds.feeds_screen import FeedsScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.shell.timings import Timings
from digest.tui.widgets.field_form import FieldForm
from tests.tui.editions import go_to, in_edition, library, opened
from tests.tui.piloting import at_rest, until

__all__ = ["library"]


def told(app: DigestApp) -> list[str]:
    return [toast.message for toast in app._notifications]


def test_one_sentence_and_one_error_stand_there_at_most(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.timings = Timings()
        for number in range(4):
            app.say(msg("said {n}", n=number))
            app.tell_error(UsageError(msg("wrong {n}", n=number)))
        await at_rest(app)
        assert sorted(told(app)) == ["said 3", "wrong 3"]
        assert {toast.severity: toast.timeout for toast in app._notifications} == {"information": 3.0, "error": 10.0}

    in_edition(library, steps)


def test_what_was_said_leaves_with_its_screen_and_an_error_stays(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.say(msg("of the edition"))
        app.tell_error(UsageError(msg("still to be read")))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await until(pilot, lambda: told(app) == ["still to be read"])

    in_edition(library, steps)


def test_what_a_dialog_says_at_its_end_stays_over_the_screen_below(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("X")
        await until(pilot, lambda: bool(app.screen.query("#export-file")))
        app.say(msg("written"))
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query("#export-file"))
        await at_rest(app)
        assert told(app) == ["written"]

    in_edition(library, steps)


def test_a_toast_covers_no_line_of_a_list(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app._disable_notifications = False  # in tests Textual leaves them out of its screens
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, FeedsScreen))
        app.say(msg("a short sentence"))
        await until(pilot, lambda: bool(app.screen.query("Toast")))
        await at_rest(app)
        toast, keys = app.screen.query("Toast").first(), app.screen.query_one("#key-line")
        assert toast.region.y >= keys.region.y

    in_edition(library, steps)


def test_above_text_that_is_only_read_the_keys_stay_visible_until_one_writes(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        await app.screen.mount(ToastRack())  # in tests Textual leaves it out of its screens
        await pilot.press("1")
        keys = app.screen.query_one("#key-line")
        await until(pilot, lambda: [toast.region.bottom for toast in app.screen.query("Toast")] == [keys.region.y])
        await pilot.press("c")
        await until(pilot, lambda: app.key_queue.is_writing)
        app.say(msg("a short sentence"))
        await until(pilot, lambda: [toast.region.bottom for toast in app.screen.query("Toast")] == [keys.region.bottom])
        await pilot.press("escape")

    in_edition(library, steps)


def test_of_a_dialog_a_toast_covers_neither_the_keys_nor_the_field(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app._disable_notifications = False  # in tests Textual leaves them out of its screens
        await pilot.press("X")
        await until(pilot, lambda: bool(app.screen.query("#export-file")))
        app.tell_error(UsageError(msg("A sentence of two lines. {words}", words="word " * 20), msg("And a remedy.")))
        await until(pilot, lambda: bool(app.screen.query("Toast")))
        await at_rest(app)
        toast = app.screen.query("Toast").first()
        assert toast.region.size
        for named in ("#export-file", "#export-check", "#export-keys"):
            assert not toast.region.overlaps(app.screen.query_one(named).region), named

    in_edition(library, steps, size=(80, 24))


def test_what_ctrl_c_and_ctrl_x_have_copied_is_said(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "c")
        form.query_one(TextArea).load_text("Ein Satz\nvon mir")
        await pilot.press("f7", "ctrl+c")
        await until(pilot, lambda: told(app) == ["Copied through the terminal: Ein Satz von mir"])
        await pilot.press("f7", "ctrl+x")
        await until(pilot, lambda: form.texts()["comment"] == "" and app.clipboard == "Ein Satz\nvon mir")
        assert told(app) == ["Copied through the terminal: Ein Satz von mir"]
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query(FieldForm))
        app.screen.selections = {app.screen.query_one("#edition-title"): Selection(None, None)}
        await pilot.press("ctrl+c")
        await until(pilot, lambda: told(app) == ["Copied through the terminal: Draft · 4 picks"])

    in_edition(library, steps)
