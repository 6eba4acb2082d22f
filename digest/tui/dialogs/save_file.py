"""Write a file: a proposed path, what it would replace, and errors beside the path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from digest.config.language import tell
from digest.config.user_files import file_for, meant_path
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.path_input import HOME, PathInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class SaveDialog(ModalScreen[None]):
    """Enter writes. The file may be named by its folder alone."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", ""), ("tab", "complete", "")]

    app: Program

    def __init__(self, question: Message, name: str, write: Callable[[Path], Message]) -> None:
        """`name` is the file's in a folder; `write` returns what to say, or raises DigestError."""
        super().__init__()
        self._question = question
        self._file_name = name
        self._write = write
        self._at_work = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content.styled(tell(self._question), "bold"), markup=False)
            yield PathInput(HOME + self._file_name, id="save-path")
            yield Static(id="save-said", markup=False, classes="said")
            yield Static(tell(msg("Tab completes the path · ⏎ writes · Esc leaves")), markup=False, classes="hint")

    def on_mount(self) -> None:
        self._path.action_end()
        self._path.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what would be replaced."""
        event.stop()
        try:
            is_there = self._target().is_file()
        except DigestError:
            is_there = False
        self._say(msg("replaces the file that is there") if is_there else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._at_work or not event.value.strip("~/ "):
            return

        def work() -> Message | DigestError:
            try:
                return self._write(self._target())
            except DigestError as error:
                return error

        self._at_work = True
        self._say(msg("Writing …"))
        self.app.work_queue.change(work, self._done, keys_wait=False)

    def action_complete(self) -> None:
        """Take the suggested path."""
        self._path.action_cursor_right()

    def _done(self, done: Message | DigestError) -> None:
        self._at_work = False
        if isinstance(done, DigestError):
            self._say(done.in_full)
            return
        self.app.say(done)
        self.dismiss()

    def _say(self, said: Message | None) -> None:
        self.query_one("#save-said", Static).update(Content(cell_text(tell(said)) if said else ""))

    def _target(self) -> Path:
        return file_for(meant_path(self._path.value.strip()), self._file_name)

    @property
    def _path(self) -> Input:
        return self.query_one("#save-path", Input)
