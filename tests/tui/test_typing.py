"""The law of typing: what is typed goes into the open text, in order, and is no command."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from digest.bootstrap import Library
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.tui.app import DigestApp
from digest.tui.dialogs.category import CategoryDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.field_form import FieldForm
from tests.builders import MONTH
from tests.tui.editions import go_to, ids, library, opened
from tests.tui.libraries import PATIENT
from tests.tui.piloting import screen_lines, until
from tests.tui.sitting import FIRST, Sitting, left, set_texts, sitting, to_edition
from tests.tui.typing import EDITING, LETTERS, REFUSED, in_one_piece, key_event, plainly

__all__ = ["library", "sitting"]

#: The fields in which Tab goes round.
TITLE_FORM = ("title", "topic", "preheader", "url")
PICK_FORM = (
    "title", "url", "author", "source", "via", "language", "medium", "own_post", "sponsored",
    "comment", "quotation", "quotation_source",
)  # fmt: skip
FLAGS = ("own_post", "sponsored")
PROSE = ("comment", "quotation")

#: The keys that open a dialog, or a line, with one field.
DIALOGS = ("t", "a", "ctrl+f", "M", "f", "slash")

_TYPED = st.sampled_from([*LETTERS, *EDITING])
_ALL = st.lists(st.one_of(_TYPED, _TYPED, st.sampled_from(REFUSED)), min_size=1, max_size=10)
_WITH_TABS = st.lists(st.one_of(_TYPED, st.sampled_from(["tab", "tab", "shift+tab", *REFUSED])), max_size=12)

_FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
_MANY = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def filtered(keys: list[str]) -> list[str]:
    """Those that a field takes: the others do nothing there."""
    return [key for key in keys if key not in REFUSED]


def led_on(keys: list[str], fields: Sequence[str]) -> dict[str, list[str]]:
    """The keys that each field is typed with: Tab leads on, round within the form."""
    at = 0
    streams: dict[str, list[str]] = {name: [] for name in fields}
    for key in filtered(keys):
        if "tab" in key:
            at = (at + (1 if key == "tab" else -1)) % len(fields)
        else:
            streams[fields[at]].append(key)
    return streams


def typed_alone(sitting: Sitting, library: Library, line: str, keys: list[str]) -> None:
    """Intro or outro alone: everything goes into the one field there is.

    The title's form has three more.
    """
    fields = TITLE_FORM if line == "title" else (line,)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await to_edition(app, pilot)
        await go_to(app, pilot, line)
        form = await opened(app, pilot, "enter")
        # The title's field shows what the edition is called as long as it has no title of its own.
        own = form.texts()
        shown = {**own, line: str(getattr(form.field, "value", own[line]))}
        steps_before = len(library.actions.undo_steps)
        try:
            await in_one_piece(app, pilot, keys)
            for name, stream in led_on(keys, fields).items():
                text = await plainly(shown[name], stream, prose=line != "title")
                assert form.texts()[name] == (own[name] if text == shown[name] else text), (name, keys)
            assert app.screen.query_one(FieldForm) is form
            assert len(library.actions.undo_steps) == steps_before
            for name in fields:
                app.screen.set_focus(form.query_one(f"#field-{name}"))
                await in_one_piece(app, pilot, ["ctrl+a", "ctrl+k"])
        finally:
            await left(app, pilot, lambda: bool(app.screen.query(FieldForm)))
        assert ids(library) == ["p1", "p2", "p3", "p4"]

    sitting.do(steps)


def typed_into_a_form(sitting: Sitting, library: Library, keys: list[str]) -> None:
    """A pick's form: Tab goes round, everything else goes into the field that it has led to."""

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await to_edition(app, pilot)
        await set_texts(app, library, "p1", FIRST)
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "enter")
        try:
            await typed(app, pilot, form)
        finally:
            await left(app, pilot, lambda: bool(app.screen.query(FieldForm)))
        assert ids(library) == ["p1", "p2", "p3", "p4"]

    async def typed(app: DigestApp, pilot: Pilot[None], form: FieldForm) -> None:
        before = form.texts()
        # What stands in the title's field: the page's own, which is no title of the pick's until it is changed.
        page_title = library.store.pick("p1").original_title
        assert list(before) == [name for name in PICK_FORM if name not in FLAGS]
        await in_one_piece(app, pilot, keys)
        await app.work_queue.settle()
        for name, stream in led_on(keys, PICK_FORM).items():
            if name in FLAGS:
                # The space bar sets it or takes it back; no letter does anything.
                assert getattr(library.store.pick("p1"), name) == bool(stream.count(" ") % 2), (name, keys)
                continue
            shown = before[name] or (page_title if name == "title" else "")
            text = await plainly(shown, stream, prose=name in PROSE) if stream else shown
            if name == "title" and text == page_title:
                text = ""
            assert form.texts()[name] == text, (name, keys, form.texts())
        assert app.screen.query_one(FieldForm) is form
        assert app.focused is form.field

    sitting.do(steps)


def typed_as_a_comment(sitting: Sitting, library: Library, keys: list[str]) -> None:
    """The inbox' comment: Tab does nothing there, whatever else is typed is in the text."""

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        assert isinstance(app.screen, InboxScreen)
        inbox = app.screen
        if inbox.current is not None and inbox.current.pick is None:
            await pilot.press("1")
            await app.work_queue.settle()
        await until(pilot, lambda: inbox.current is not None and inbox.current.pick is not None)
        pane, current = inbox.query_one(CommentPane), inbox.current
        assert current is not None
        assert current.pick is not None
        await set_texts(app, library, current.pick.pick_id, {"comment": "Kurz."})
        picks = [pick.id for pick in library.store.picks(MONTH)]
        try:
            # The key that opens the comment and all that is typed into it, in one piece.
            await in_one_piece(app, pilot, ["c", *keys])
            assert pane.is_writing
            typed = [key for key in filtered(keys) if "tab" not in key]
            assert pane.area.text == await plainly("Kurz.", typed, prose=True)
        finally:
            await left(app, pilot, lambda: pane.is_writing)
        assert [pick.id for pick in library.store.picks(MONTH)] == picks
        assert [pane.area.text] == [
            pick.comment for pick in library.store.picks(MONTH) if pick.entry_id == current.entry.id
        ]

    sitting.do(steps)


@pytest.mark.slow
@_FEW
@given(line=st.sampled_from(["title", "intro", "outro"]), keys=_WITH_TABS)
@example(line="title", keys=["a", "b", "home", "X"])
@example(line="title", keys=["a", "ctrl+u", "Z"])
@example(line="intro", keys=["a", "b", "home", "X", "tab", "q", "q", "q"])
@example(line="outro", keys=["tab", "d", "e", "r"])
def test_a_field_alone_takes_all_keys_in_their_order(
    sitting: Sitting, library: Library, line: str, keys: list[str]
) -> None:
    typed_alone(sitting, library, line, keys)


@pytest.mark.slow
@_FEW
@given(keys=_WITH_TABS)
@example(keys=["shift+tab", "q", "q", "q", "tab", "u"])
@example(keys=["tab", "tab", "u", "home", "n"])
@example(keys=[*["tab"] * 7, "q", "d", " ", "home", "u", "tab", " ", "n", " ", "tab", "d"])
def test_in_a_form_tab_goes_round_and_no_key_is_a_command(sitting: Sitting, library: Library, keys: list[str]) -> None:
    typed_into_a_form(sitting, library, keys)


@pytest.mark.slow
@_FEW
@given(keys=_WITH_TABS)
@example(keys=["u", "n", "d", "tab", "u", "n", "d"])
@example(keys=["A", "home", "q"])
def test_a_comment_takes_all_keys_also_those_behind_the_one_that_opens_it(
    sitting: Sitting, library: Library, keys: list[str]
) -> None:
    typed_as_a_comment(sitting, library, keys)


def typed_into_a_dialog(sitting: Sitting, library: Library, opening: str, keys: list[str]) -> None:
    """The key that opens a dialog, and what is typed into its field, in one piece."""
    if opening == "t":  # there a digit alone is an answer
        keys = [key for key in keys if not key.isdecimal()]

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        picks, steps_before = library.store.picks(MONTH), len(library.actions.undo_steps)
        await in_one_piece(app, pilot, [opening, *keys])
        field = app.focused
        assert isinstance(field, Input)
        typed = [key for key in filtered(keys) if "tab" not in key]
        expected = await plainly("", typed, prose=False)
        assert field.value == expected
        assert (library.store.picks(MONTH), len(library.actions.undo_steps)) == (picks, steps_before)
        await in_one_piece(app, pilot, ["escape"])
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and not isinstance(app.focused, Input))

    sitting.do(steps)


@_FEW
@given(opening=st.sampled_from(DIALOGS), keys=_WITH_TABS)
@example(opening="t", keys=["q", "home", "X", "tab", "u"])
@example(opening="M", keys=["A", "ctrl+u", "q", "C"])
@example(opening="f", keys=["q", "u", "home", "d"])
@example(opening="a", keys=["h", "shift+tab", "R"])
@example(opening="ctrl+f", keys=["x", "tab", "q"])
@example(opening="slash", keys=["q", "tab", "u", "A"])
def test_what_is_typed_behind_the_key_that_opens_a_dialog_is_in_its_field(
    sitting: Sitting, library: Library, opening: str, keys: list[str]
) -> None:
    typed_into_a_dialog(sitting, library, opening, keys)


@pytest.mark.slow
@pytest.mark.timeout(600)
@_MANY
@given(opening=st.sampled_from(DIALOGS), keys=_WITH_TABS)
def test_in_a_dialogs_field_no_sequence_of_keys_is_a_command(
    sitting: Sitting, library: Library, opening: str, keys: list[str]
) -> None:
    typed_into_a_dialog(sitting, library, opening, keys)


def test_an_open_text_keeps_the_keys_whatever_else_takes_the_focus(sitting: Sitting, library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await to_edition(app, pilot)
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "c")
        before = form.texts()["comment"]
        await in_one_piece(app, pilot, "a")
        # A click on what the check says, another size, a sentence and an error: none of them takes a letter.
        app.screen.set_focus(app.screen.query_one("#remarks"))
        await in_one_piece(app, pilot, "qd")
        await pilot.resize_terminal(70, 20)
        await in_one_piece(app, pilot, "C")
        app.say(msg("said"))
        app.tell_error(UsageError(msg("wrong")))
        app.screen.set_focus(None)
        await in_one_piece(app, pilot, "u?")
        assert form.texts()["comment"] == before + "aqdCu?"
        assert app.screen.query_one(FieldForm) is form
        await pilot.resize_terminal(120, 36)
        await in_one_piece(app, pilot, ["escape"])
        await until(pilot, lambda: not app.screen.query(FieldForm))

    sitting.do(steps)


def test_keys_wait_for_a_field_however_long_the_library_takes(sitting: Sitting, library: Library) -> None:
    waiting = threading.Event()

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        await pilot.press("1")
        await app.work_queue.settle()
        app.work_queue.change(waiting.wait, lambda _: None, keys_wait=False)
        for key in ("c", *"und q"):
            app.post_message(key_event(key))
        await pilot.pause(0.2)
        assert isinstance(app.screen, InboxScreen)
        assert not app.screen.query_one(CommentPane).is_writing
        waiting.set()
        await until(pilot, lambda: app.key_queue.is_idle)
        assert app.screen.query_one(CommentPane).area.text == "und q"
        await in_one_piece(app, pilot, ["escape"])

    sitting.do(steps)


def test_keys_that_waited_in_vain_are_dropped_and_that_is_told(sitting: Sitting, library: Library) -> None:
    waiting = threading.Event()

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.timings = replace(PATIENT, opening=0.05)
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        await pilot.press("1")
        await app.work_queue.settle()
        picks = len(library.store.picks(MONTH))
        app.work_queue.change(waiting.wait, lambda _: None, keys_wait=False)
        for key in ("c", "0", "q"):
            app.post_message(key_event(key))
        await until(pilot, lambda: any("has been dropped" in toast.message for toast in app._notifications))
        waiting.set()
        await app.work_queue.settle()
        assert isinstance(app.screen, InboxScreen)
        assert len(library.store.picks(MONTH)) == picks
        await in_one_piece(app, pilot, ["escape"])

    sitting.do(steps)


def test_the_category_and_the_comment_behind_it_come_in_one_piece(sitting: Sitting, library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        # No digit picks at once here: who begins her comment with a number must see that it is a category yet.
        await in_one_piece(app, pilot, "c1 u")
        assert isinstance(app.screen, CategoryDialog)
        assert app.screen.query_one(Input).value == "1 u"
        assert "then comes the comment" in "\n".join(screen_lines(app))
        assert ids(library) == ["p1", "p2", "p3", "p4"]
        await in_one_piece(app, pilot, ["backspace", "backspace", "enter", *"quit nd"])
        assert isinstance(app.screen, InboxScreen)
        assert app.screen.query_one(CommentPane).area.text == "quit nd"
        await in_one_piece(app, pilot, ["escape"])
        await app.work_queue.settle()
        assert [pick.comment for pick in library.store.picks(MONTH)].count("quit nd") == 1

    sitting.do(steps)


@pytest.mark.parametrize("screen", ["title", "add", "search", "filter", "palette", "category"])
def test_a_paste_of_several_lines_is_one_line_in_every_field_that_has_one(
    sitting: Sitting, library: Library, screen: str
) -> None:
    opening = {"title": ["v", "enter"], "add": ["a"], "search": ["ctrl+f"], "filter": ["slash"], "palette": ["ctrl+p"]}

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        for key in opening.get(screen, ["t"]):
            await pilot.press(key)
            await until(pilot, lambda: app.key_queue.is_idle)
        await until(pilot, lambda: isinstance(app.focused, Input))
        await in_one_piece(app, pilot, ["ctrl+a", "ctrl+k"])
        app.post_message(Paste("Krisenkommunikation:\r\n  Warum die ersten\n\t60\tMinuten zählen\n"))
        await until(pilot, lambda: isinstance(app.focused, Input) and "zählen" in app.focused.value)
        assert isinstance(app.focused, Input)
        assert app.focused.value == "Krisenkommunikation: Warum die ersten 60 Minuten zählen"

    sitting.do(steps)


@pytest.mark.slow
@pytest.mark.timeout(600)
@_MANY
@given(line=st.sampled_from(["title", "intro", "outro"]), keys=_WITH_TABS)
def test_a_field_alone_takes_any_keys_in_their_order(
    sitting: Sitting, library: Library, line: str, keys: list[str]
) -> None:
    typed_alone(sitting, library, line, keys)


@pytest.mark.slow
@pytest.mark.timeout(600)
@_MANY
@given(keys=_WITH_TABS)
def test_in_a_form_no_sequence_of_keys_is_a_command(sitting: Sitting, library: Library, keys: list[str]) -> None:
    typed_into_a_form(sitting, library, keys)


@pytest.mark.slow
@pytest.mark.timeout(600)
@_MANY
@given(keys=_WITH_TABS)
def test_a_comment_takes_any_keys(sitting: Sitting, library: Library, keys: list[str]) -> None:
    typed_as_a_comment(sitting, library, keys)
