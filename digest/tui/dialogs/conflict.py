"""Two texts for one field, after somebody else's change; nothing is overwritten unseen."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static, TextArea

from digest.config.language import tell
from digest.domain.curator import same_curator
from digest.domain.edition import Pick
from digest.domain.message import msg
from digest.services.session.drafts import Draft
from digest.tui.messages import LibraryChanged
from digest.tui.widgets.cells import cell_text

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class ConflictDialog(ModalScreen[None]):
    """Mine, theirs, or both joined. Leaving it keeps theirs, and mine in its file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("1,m", "choose('mine')", ""),
        ("2,t,escape", "choose('theirs')", ""),
        ("3,b", "choose('both')", ""),
        ("left", "app.focus_previous", ""),
        ("right", "app.focus_next", ""),
    ]

    app: Program

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._shown = 0.0

    def compose(self) -> ComposeResult:
        draft = self._draft
        by = self._colleague()
        name = draft.record.shown_title if isinstance(draft.record, Pick) else draft.record.id
        with Vertical(classes="dialog large conflict"):
            heading = (
                msg("{name} changed “{title}” while you were writing.", name=cell_text(by), title=cell_text(name))
                if by
                else msg("Somebody else changed “{title}” while you were writing.", title=cell_text(name))
            )
            yield Static(Content.styled(tell(heading), "bold"), markup=False)
            with Horizontal(classes="texts"):
                for title, text in ((msg("Yours"), draft.ours), (msg("Theirs, in the library now"), draft.theirs)):
                    with Vertical():
                        yield Static(Content(tell(title)), classes="pane-title", markup=False)
                        yield TextArea(text, soft_wrap=True, read_only=True, show_cursor=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(tell(msg("Mine (1)"))), id="mine", compact=True)
                yield Button(Content(tell(msg("Theirs (2)"))), id="theirs", compact=True)
                yield Button(Content(tell(msg("Both (3)"))), id="both", compact=True)

    def _colleague(self) -> str:
        """Who wrote the other text; empty if not known, or oneself in another window."""
        return "" if same_curator(self._draft.by, self.app.library.curator.name) else self._draft.by

    def on_mount(self) -> None:
        for area in self.query(TextArea):
            area.can_focus = False
        self.query_one("#both").focus()
        self._shown = monotonic()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_choose(event.button.id or "")

    def action_choose(self, which: str) -> None:
        if monotonic() - self._shown < self.app.timings.deaf:
            return
        draft, drafts, actions = self._draft, self.app.library.drafts, self.app.library.actions
        gap = "\n\n" if draft.field in ("comment", "intro", "outro") else " / "
        texts = {"mine": draft.ours, "theirs": draft.theirs, "both": draft.theirs + gap + draft.ours}
        app = self.app

        def settled(again: Draft | None) -> None:
            for screen in app.screen_stack:
                screen.post_message(LibraryChanged())
            if again is not None:
                app.navigation.conflicts([again])
            elif draft.file.exists():
                app.say(msg("Your text stays in {file}", file=str(draft.file)))
            else:
                app.say(msg("Kept."))

        def failed() -> None:
            app.say(msg("Your text stays in {file}", file=str(draft.file)))

        app.work_queue.change(lambda: drafts.settle(draft, texts[which], actions), settled, failed)
        self.dismiss()
