"""Importing another program's list by the path of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from digest.config.language import tell
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.services.library.moving_in import MovedIn
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.path_input import HOME, PathInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

#: Lines that were left out of which the dialog tells; the command line tells all.
_MOST_TOLD = 8


class ImportDialog(ModalScreen[MovedIn | None]):
    """Asks for the path, says what came in and what was left out, and stays until that was read."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", ""), ("tab", "complete", "")]

    app: Program

    def __init__(self) -> None:
        super().__init__()
        self._moved: MovedIn | None = None
        self._at_work = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(tell(msg("Import feeds, bookmarks or a reading list of another program")), markup=False)
            yield PathInput(HOME, id="import-path")
            yield Static(id="import-said", markup=False, classes="said")
            yield Static(
                tell(msg("OPML, newsboat, bookmarks (HTML), Pocket, Raindrop, Instapaper, Readwise, CSV, JSON, lists")),
                markup=False,
                classes="aside",
            )
            yield Static(tell(msg("Tab completes the path · ⏎ imports · Esc leaves")), markup=False, classes="hint")

    def on_mount(self) -> None:
        self._path.action_end()
        self._path.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Import; when that is done, Enter leaves."""
        event.stop()
        if self._at_work:
            return
        if self._moved is not None:
            self.action_leave()
            return
        imports, path = self.app.library.imports, event.value.strip()
        if not path.strip("~/"):
            return

        def work() -> tuple[MovedIn, Message] | DigestError:
            try:
                return imports.take_in(path)
            except DigestError as error:
                return error

        self._at_work = True
        self._say(msg("Reading …"))
        self.app.work_queue.change(work, self._tell, keys_wait=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another path is another import."""
        event.stop()
        self._moved = None

    def action_complete(self) -> None:
        """Take the suggested path."""
        self._path.action_cursor_right()

    def action_leave(self) -> None:
        """Out, with what came in."""
        self.dismiss(self._moved)

    def _tell(self, done: tuple[MovedIn, Message] | DigestError) -> None:
        self._at_work = False
        if isinstance(done, DigestError):
            self._say(done.in_full)
            return
        moved, said = done
        if not moved.left_out:
            self.app.say(said)
            self.dismiss(moved)
            return
        self._moved = moved
        lines = [tell(said)]
        lines += [
            tell(msg("line {line}: {text}: {reason}", line=one.line, text=one.text, reason=one.reason))
            for one in moved.left_out[:_MOST_TOLD]
        ]
        if len(moved.left_out) > _MOST_TOLD:
            lines.append("…")
        self._show("\n".join(cell_text(line) for line in lines))

    def _say(self, said: Message) -> None:
        self._show(cell_text(tell(said)))

    def _show(self, text: str) -> None:
        self.query_one("#import-said", Static).update(Content(text))

    @property
    def _path(self) -> Input:
        return self.query_one("#import-path", Input)
