"""The law of typing: while a text is open, what is typed goes into it, in its order, and nothing of it is a command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from digest.bootstrap import App
from digest.tui.app import DigestApp
from digest.tui.dialogs.category import CategoryDialog
from digest.tui.screens.edition import EditionScreen
from digest.tui.screens.inbox import InboxScreen
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.field_form import FieldForm
from tests.builders import MONTH
from tests.tui.editions import core, go_to, ids, opened
from tests.tui.piloting import screen_lines, until
from tests.tui.typing import EDITING, LETTERS, REFUSED, in_one_piece, plainly

__all__ = ["core"]

Situation = tuple[DigestApp, Pilot[None]]

_TYPED = st.sampled_from([*LETTERS, *EDITING])
_ALL = st.lists(st.one_of(_TYPED, _TYPED, st.sampled_from(REFUSED)), min_size=1, max_size=10)
_WITH_TABS = st.lists(st.one_of(_TYPED, st.sampled_from(["tab", "tab", "shift+tab", *REFUSED])), max_size=12)

_FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
_MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Sitting:
    """One interface for all examples of a property; each example leaves it as it was."""

    def __init__(self, core: App) -> None:
        self._runner = asyncio.Runner()
        self.app = DigestApp(core)
        self._running: AbstractAsyncContextManager[Pilot[None]] = self.app.run_test(size=(120, 36))
        self.pilot = self._runner.run(self._running.__aenter__())

    def do(self, steps: Callable[[DigestApp, Pilot[None]], Awaitable[None]]) -> None:
        async def all_steps() -> None:
            await steps(self.app, self.pilot)

        self._runner.run(all_steps())

    def end(self) -> None:
        self._runner.run(self._running.__aexit__(None, None, None))
        self._runner.close()


@pytest.fixture
def sitting(core: App):  # type: ignore[no-untyped-def]
    sitting = Sitting(core)
    yield sitting
    sitting.end()


async def to_edition(app: DigestApp, pilot: Pilot[None]) -> None:
    if not isinstance(app.screen, EditionScreen):
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("v")
    await until(pilot, lambda: isinstance(app.screen, EditionScreen) and bool(app.screen.proofing.remarks))


def filtered(keys: list[str]) -> list[str]:
    """Those that a field takes: the others do nothing there."""
    return [key for key in keys if key not in REFUSED]


def typed_alone(sitting: Sitting, core: App, line: str, keys: list[str]) -> None:
    """Title, intro or outro alone: everything goes into the one field there is."""

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await to_edition(app, pilot)
        await go_to(app, pilot, line)
        form = await opened(app, pilot, "enter")
        before, steps_before = form.texts()[line], len(core.workbench.history)
        await in_one_piece(app, pilot, keys)
        typed = [key for key in filtered(keys) if "tab" not in key]
        assert form.texts()[line] == await plainly(before, typed, prose=line != "title")
        assert app.screen.query_one(FieldForm) is form
        assert len(core.workbench.history) == steps_before
        await in_one_piece(app, pilot, ["ctrl+a", "ctrl+k", "escape"])
        await until(pilot, lambda: not app.screen.query(FieldForm))
        await app.library.settle()
        assert ids(core) == ["p1", "p2", "p3", "p4"]

    sitting.do(steps)


def typed_into_a_form(sitting: Sitting, core: App, keys: list[str]) -> None:
    """A pick's form: Tab goes round, everything else goes into the field that it has led to."""
    order = ["title", "author", "source", "via", "language", "comment", "url"]

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await to_edition(app, pilot)
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "enter")
        before = form.texts()
        names = list(before)
        assert sorted(names) == sorted(order)
        at, streams = 0, {name: [] for name in names}  # type: dict[str, list[str]]
        for key in filtered(keys):
            if "tab" in key:
                at = (at + (1 if key == "tab" else -1)) % len(names)
            else:
                streams[names[at]].append(key)
        await in_one_piece(app, pilot, keys)
        for name, stream in streams.items():
            typed = await plainly(before[name], stream, prose=name == "comment") if stream else before[name]
            assert form.texts()[name] == typed, (name, keys, form.texts())
        assert app.screen.query_one(FieldForm) is form
        assert app.focused is form.field
        await in_one_piece(app, pilot, ["escape"])
        if app.screen.query(FieldForm):  # an address that is none is told once
            await in_one_piece(app, pilot, ["escape"])
        await until(pilot, lambda: not app.screen.query(FieldForm))
        await app.library.settle()
        assert ids(core) == ["p1", "p2", "p3", "p4"]

    sitting.do(steps)


def typed_as_a_comment(sitting: Sitting, core: App, keys: list[str]) -> None:
    """The inbox' comment: Tab does nothing there, whatever else is typed is in the text."""

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        assert isinstance(app.screen, InboxScreen)
        inbox = app.screen
        if inbox.current is not None and inbox.current.pick is None:
            await pilot.press("1")
            await app.library.settle()
        await until(pilot, lambda: inbox.current is not None and inbox.current.pick is not None)
        pane, current = inbox.query_one(CommentPane), inbox.current
        assert current is not None
        assert current.pick is not None
        before, picks = current.pick.comment, [pick.id for pick in core.store.picks(MONTH)]
        # The key that opens the comment and all that is typed into it, in one piece.
        await in_one_piece(app, pilot, ["c", *keys])
        assert pane.is_writing
        typed = [key for key in filtered(keys) if "tab" not in key]
        assert pane.area.text == await plainly(before, typed, prose=True)
        await in_one_piece(app, pilot, ["escape"])
        await until(pilot, lambda: not pane.is_writing)
        await app.library.settle()
        assert [pick.id for pick in core.store.picks(MONTH)] == picks
        assert [pane.area.text] == [
            pick.comment for pick in core.store.picks(MONTH) if pick.entry_id == current.entry.id
        ]

    sitting.do(steps)


@_FEW
@given(line=st.sampled_from(["title", "intro", "outro"]), keys=_WITH_TABS)
@example(line="title", keys=["a", "b", "home", "X"])
@example(line="title", keys=["a", "ctrl+u", "Z"])
@example(line="intro", keys=["a", "b", "home", "X", "tab", "q", "q", "q"])
@example(line="outro", keys=["tab", "d", "e", "r"])
def test_a_field_alone_takes_all_keys_in_their_order(sitting: Sitting, core: App, line: str, keys: list[str]) -> None:
    typed_alone(sitting, core, line, keys)


@_FEW
@given(keys=_WITH_TABS)
@example(keys=["shift+tab", "q", "q", "q", "tab", "u"])
@example(keys=["tab", "tab", "u", "home", "n"])
def test_in_a_form_tab_goes_round_and_no_key_is_a_command(sitting: Sitting, core: App, keys: list[str]) -> None:
    typed_into_a_form(sitting, core, keys)


@_FEW
@given(keys=_WITH_TABS)
@example(keys=["u", "n", "d", "tab", "u", "n", "d"])
@example(keys=["A", "home", "q"])
def test_a_comment_takes_all_keys_also_those_behind_the_one_that_opens_it(
    sitting: Sitting, core: App, keys: list[str]
) -> None:
    typed_as_a_comment(sitting, core, keys)


def test_the_category_and_the_comment_behind_it_come_in_one_piece(sitting: Sitting, core: App) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        # No digit picks at once here: who begins her comment with a number must see that it is a category yet.
        await in_one_piece(app, pilot, "c1 u")
        assert isinstance(app.screen, CategoryDialog)
        assert app.screen.query_one(Input).value == "1 u"
        assert "then comes the comment" in "\n".join(screen_lines(app))
        assert ids(core) == ["p1", "p2", "p3", "p4"]
        await in_one_piece(app, pilot, ["backspace", "backspace", "enter", *"quit nd"])
        assert isinstance(app.screen, InboxScreen)
        assert app.screen.query_one(CommentPane).area.text == "quit nd"
        await in_one_piece(app, pilot, ["escape"])
        await app.library.settle()
        assert [pick.comment for pick in core.store.picks(MONTH)].count("quit nd") == 1

    sitting.do(steps)


@pytest.mark.parametrize("screen", ["title", "add", "search", "filter", "palette", "category"])
def test_a_paste_of_several_lines_is_one_line_in_every_field_that_has_one(
    sitting: Sitting, core: App, screen: str
) -> None:
    opening = {"title": ["v", "enter"], "add": ["a"], "search": ["ctrl+f"], "filter": ["slash"], "palette": ["ctrl+p"]}

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        for key in opening.get(screen, ["t"]):
            await pilot.press(key)
            await until(pilot, lambda: app.keying.is_idle)
        await until(pilot, lambda: isinstance(app.focused, Input))
        app.post_message(Paste("Krisenkommunikation:\r\n  Warum die ersten\n\t60\tMinuten zählen\n"))
        await until(pilot, lambda: isinstance(app.focused, Input) and "zählen" in app.focused.value)
        assert isinstance(app.focused, Input)
        assert app.focused.value == "Krisenkommunikation: Warum die ersten 60 Minuten zählen"

    sitting.do(steps)


@pytest.mark.slow
@_MANY
@given(line=st.sampled_from(["title", "intro", "outro"]), keys=_WITH_TABS)
def test_a_field_alone_takes_any_keys_in_their_order(sitting: Sitting, core: App, line: str, keys: list[str]) -> None:
    typed_alone(sitting, core, line, keys)


@pytest.mark.slow
@_MANY
@given(keys=_WITH_TABS)
def test_in_a_form_no_sequence_of_keys_is_a_command(sitting: Sitting, core: App, keys: list[str]) -> None:
    typed_into_a_form(sitting, core, keys)


@pytest.mark.slow
@_MANY
@given(keys=_WITH_TABS)
def test_a_comment_takes_any_keys(sitting: Sitting, core: App, keys: list[str]) -> None:
    typed_as_a_comment(sitting, core, keys)
