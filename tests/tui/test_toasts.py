"""Toasts: where they stand, how many there are, and when they go."""

from __future__ import annotations

from textual.pilot import Pilot

from digest.bootstrap import App
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.tui.app import DigestApp
from digest.tui.feeds.feeds_screen import FeedsScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.tui.editions import core, in_edition
from tests.tui.piloting import at_rest, until

__all__ = ["core"]


def told(app: DigestApp) -> list[str]:
    return [toast.message for toast in app._notifications]


def test_one_sentence_and_one_error_stand_there_at_most(core: App) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        for number in range(4):
            app.say(msg("said {n}", n=number))
            app.tell_error(UsageError(msg("wrong {n}", n=number)))
        await at_rest(app)
        assert sorted(told(app)) == ["said 3", "wrong 3"]

    in_edition(core, steps)


def test_what_was_said_leaves_with_its_screen_and_an_error_stays(core: App) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.say(msg("of the edition"))
        app.tell_error(UsageError(msg("still to be read")))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await until(pilot, lambda: told(app) == ["still to be read"])

    in_edition(core, steps)


def test_what_a_dialog_says_at_its_end_stays_over_the_screen_below(core: App) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("X")
        await until(pilot, lambda: bool(app.screen.query("#export-file")))
        app.say(msg("written"))
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query("#export-file"))
        await at_rest(app)
        assert told(app) == ["written"]

    in_edition(core, steps)


def test_a_toast_covers_no_line_of_a_list(core: App) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app._disable_notifications = False  # in tests Textual leaves them out of its screens
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, FeedsScreen))
        app.say(msg("a short sentence"))
        await until(pilot, lambda: bool(app.screen.query("Toast")))
        await at_rest(app)
        toast, keys = app.screen.query("Toast").first(), app.screen.query_one("#key-line")
        assert toast.region.y >= keys.region.y

    in_edition(core, steps)
