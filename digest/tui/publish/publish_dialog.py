"""Publishing: choose a target, see what goes out, push, and be told what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import month_told, tell
from digest.domain.message import Message, msg
from digest.tui.publish.publish_work import PublishWork
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.key_words import keys_told
from digest.tui.widgets.preview_pane import PreviewPane

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class PublishDialog(ModalScreen[None]):
    """Arrows choose the target, Enter pushes; overwriting somebody's work has its own key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss", ""),
        ("enter", "push", ""),
        ("c", "check", ""),
        ("p,v", "preview", ""),
        ("t", "take_theirs", ""),
        ("W", "overwrite", ""),
        ("N", "anew", ""),
        ("M", "again", ""),
        ("o,b", "browse", ""),
        ("y", "copy", ""),
        ("j", "move(1)", ""),
        ("k", "move(-1)", ""),
        ("J,ctrl+d,space", "scroll(1)", ""),
        ("K,ctrl+u", "scroll(-1)", ""),
        # Before the list, which would go to another target.
        Binding("pagedown", "scroll(1)", "", priority=True),
        Binding("pageup", "scroll(-1)", "", priority=True),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012 - Textual declares it so

    app: Program

    def __init__(self, month: str) -> None:
        super().__init__()
        self._month = month
        self.work = PublishWork(self.app, self, month, self)

    def compose(self) -> ComposeResult:
        name = month_told(self._month)
        with Vertical(classes="dialog export"):
            yield Static(Content.styled(tell(msg("Publish: edition {name}", name=name)), "bold"), markup=False)
            with Horizontal(id="export-body"):
                yield OptionList(id="export-formats", markup=False)
                yield PreviewPane()
            yield Static(id="publish-state", markup=False)
            yield Static(id="export-check", markup=False)
            yield Static(id="export-keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.work.load()

    def show_targets(self, targets: Sequence[tuple[str, str]]) -> None:
        """The list of targets, name and sign of each; the one under the cursor stays."""
        listed = self.query_one(OptionList)
        place = listed.highlighted or 0
        listed.set_options(Option(Content(cell_text(f"{sign} {name}")), id=name) for name, sign in targets)
        if targets:
            listed.highlighted = min(place, len(targets) - 1)

    def show_keys(self, keys: Sequence[tuple[str, Message]]) -> None:
        """The keys for the target now."""
        shown = self.query_one("#export-keys", Static)
        shown.update(keys_told((*keys, ("Esc", msg("back"))), shown.content_size.width))

    def on_resize(self) -> None:
        self.work.show_again()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.work.choose(event.option_id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.work.push()

    def action_push(self) -> None:
        self.work.push()

    def action_check(self) -> None:
        self.work.check()

    def action_preview(self) -> None:
        self.work.preview()

    def action_take_theirs(self) -> None:
        self.work.take_theirs()

    def action_overwrite(self) -> None:
        self.work.overwrite()

    def action_anew(self) -> None:
        self.work.anew()

    def action_again(self) -> None:
        self.work.again()

    def action_browse(self) -> None:
        self.work.browse()

    def action_copy(self) -> None:
        self.work.copy()

    def action_move(self, by: int) -> None:
        listed = self.query_one(OptionList)
        (listed.action_cursor_down if by > 0 else listed.action_cursor_up)()

    def action_scroll(self, by: int) -> None:
        pane = self.query_one(PreviewPane)
        pane.scroll_relative(y=by * max(1, pane.size.height - 2), animate=False, immediate=True)
