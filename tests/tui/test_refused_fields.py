"""What is typed behind a key whose field does not open is dropped, and that is said.

None of it is a command.
"""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from digest.bootstrap import Library
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.tui.app import DigestApp
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.shell.timings import Timings
from digest.tui.widgets.key_line import KeyLine
from tests.builders import MONTH
from tests.tui.editions import Steps, ids, in_edition, library
from tests.tui.libraries import PATIENT
from tests.tui.piloting import run_pilot, screen_lines, until
from tests.tui.typing import in_one_piece

__all__ = ["library"]

#: Every command of the edition is in it.
TEXT = "Das war 0 q C J w K L u U p n v X t"


def told(app: DigestApp) -> str:
    return "\n".join(toast.message for toast in app._notifications)


#: However slow the machine is, keys that come in one piece are one burst.
ONE_BURST = replace(PATIENT, burst=60.0)


def in_closed_edition(library: Library, steps: Steps, timings: Timings = ONE_BURST) -> None:
    library.editions.close(MONTH)

    async def story(app: DigestApp, pilot: Pilot[None]) -> None:
        # The next month is at work.
        await until(pilot, lambda: app.month != MONTH)
        await pilot.press("less_than_sign")
        await until(pilot, lambda: any("Seite 1" in text[:50] for text in screen_lines(app)))
        await steps(app, pilot)

    in_edition(library, story, timings=timings)


@pytest.mark.parametrize("opening", ["c", "enter"])
def test_no_letter_behind_a_refused_comment_is_a_command(library: Library, opening: str) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        screen, history = app.screen, len(library.actions.undo_steps)
        await in_one_piece(app, pilot, [opening, *TEXT, "enter", *TEXT])
        assert app.screen is screen
        assert (ids(library), len(library.actions.undo_steps)) == (["p1", "p2", "p3", "p4"], history)
        assert library.store.edition(MONTH).is_closed
        assert "The edition is closed" in told(app)
        assert "has been dropped" in told(app)

    in_closed_edition(library, steps)


def test_the_key_that_would_end_the_text_ends_the_dropping(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await in_one_piece(app, pilot, ["c", *TEXT, "ctrl+s", "q"])
        assert isinstance(app.screen, InboxScreen)

    in_closed_edition(library, steps)


def test_what_is_typed_into_a_field_that_is_open_by_then_stays(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        await in_one_piece(app, pilot, ["slash", *"nichts dergleichen", "enter", "c"])
        # By the mouse: a key would be dropped as what was meant for the comment.
        [line] = [line for line in screen_lines(app) if "/ filter" in line]
        await pilot.click(KeyLine, offset=(line.index("/ filter"), 0))
        await until(pilot, lambda: isinstance(app.focused, Input))
        await in_one_piece(app, pilot, ["ctrl+u", *"Beitrag"])
        assert isinstance(app.focused, Input)
        assert app.focused.value == "Beitrag"
        assert "dropped" not in told(app)

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)


def test_the_refusal_alone_says_nothing_of_keys(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await in_one_piece(app, pilot, ["c"])
        assert "The edition is closed" in told(app)
        assert "dropped" not in told(app)

    in_closed_edition(library, steps)


def test_after_the_burst_keys_are_commands_again(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await in_one_piece(app, pilot, ["c"])
        await in_one_piece(app, pilot, ["q"])
        assert isinstance(app.screen, InboxScreen)

    in_closed_edition(library, steps, replace(PATIENT, burst=0.0))


@pytest.mark.parametrize(
    ("opening", "asked"), [("c", "actions.picks.present"), ("number_sign", "notes.of_entry"), ("M", "muted_words.all")]
)
def test_where_the_library_gives_no_answer_the_letters_behind_the_key_are_no_commands(
    library: Library, monkeypatch: pytest.MonkeyPatch, opening: str, asked: str
) -> None:
    def refused(*_: object) -> None:
        raise UsageError(msg("The library is in use."))

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        part, _, question = asked.rpartition(".")
        monkeypatch.setattr(attrgetter(part)(library), question, refused)
        await in_one_piece(app, pilot, [opening, *"v0 qsr1"])
        await app.work_queue.settle()
        assert isinstance(app.screen, InboxScreen)
        assert ids(library) == ["p1", "p2", "p3", "p4"]
        assert "has been dropped" in told(app)

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)


def test_a_comment_with_nothing_under_the_cursor_drops_its_letters(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        await in_one_piece(app, pilot, ["slash", *"nichts dergleichen", "enter"])
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is None)
        await in_one_piece(app, pilot, ["c", *"vq"])
        assert isinstance(app.screen, InboxScreen)
        assert "has been dropped" in told(app)

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)
