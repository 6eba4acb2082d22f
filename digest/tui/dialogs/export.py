"""Export: choose a format, see it, write it to a file, copy it, or open it in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import month_told, tell
from digest.domain.message import msg
from digest.tui.dialogs.exporting import Exporting
from digest.tui.widgets.key_words import keys_told
from digest.tui.widgets.path_input import PathInput
from digest.tui.widgets.preview_pane import PreviewPane

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class ExportDialog(ModalScreen[None]):
    """Arrows choose the format, Enter writes the file, Tab leads to its name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", ""),
        ("enter", "write", ""),
        ("c,y", "copy", ""),
        ("o,b", "browse", ""),
        ("f", "form", ""),
        ("s", "style", ""),
        ("t", "template", ""),
        ("q", "dismiss", ""),
        ("tab,shift+tab", "file", ""),
        ("j", "move(1)", ""),
        ("k", "move(-1)", ""),
        ("J,ctrl+d", "scroll(1)", ""),
        ("K,ctrl+u", "scroll(-1)", ""),
        # Before the list, which would go to another format.
        Binding("pagedown", "scroll(1)", "", priority=True),
        Binding("pageup", "scroll(-1)", "", priority=True),
    ]

    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012 - Textual declares it so

    app: Program

    def __init__(self, month: str) -> None:
        super().__init__()
        self.exporting = Exporting(self.app, self, month, self.show_chosen)
        self._month = month
        self._formats = self.app.library.exports.formats
        self._format = next(iter(self._formats))

    def compose(self) -> ComposeResult:
        name = month_told(self._month)
        with Vertical(classes="dialog export"):
            yield Static(Content.styled(tell(msg("Export: edition {name}", name=name)), "bold"), markup=False)
            with Horizontal(id="export-body"):
                yield OptionList(
                    *(Option(Content(tell(spec.shown)), id=name) for name, spec in self._formats.items()),
                    id="export-formats",
                    markup=False,
                )
                yield PreviewPane()
            with Horizontal(classes="form-line"):
                yield Static(Content(tell(msg("File"))), classes="form-label", markup=False)
                yield PathInput(id="export-file")
            yield Static(id="export-note", markup=False)
            yield Static(id="export-limits", markup=False)
            yield Static(id="export-check", markup=False)
            yield Static(id="export-keys", markup=False)

    def on_mount(self) -> None:
        formats = self.query_one(OptionList)
        formats.highlighted = [*self._formats].index(self.app.last_export or "html")
        self.set_focus(formats)
        self.query_one(PreviewPane).can_focus = False  # its keys are the dialog's
        self.query_one("#export-limits").display = False
        self.exporting.check()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._format = event.option_id or next(iter(self._formats))
        self.exporting.choose(self._format)
        self._show_keys()

    def on_resize(self) -> None:
        self.show_chosen()

    def show_chosen(self) -> None:
        """Lay the keys out anew and keep the chosen format in view."""
        self._show_keys()
        self.call_after_refresh(self.query_one(OptionList).scroll_to_highlight)

    def on_descendant_focus(self) -> None:
        self._show_keys()

    def _show_keys(self) -> None:
        if self.focused is self.query_one(Input):
            keys = [("⏎", msg("write the file")), ("Tab", msg("complete")), ("Esc", msg("back to the formats"))]
        else:
            keys = [("⏎", msg("write the file")), ("c", msg("copy")), ("o", msg("open in the browser"))]
            keys = [key for key in keys if key[0] != "o" or self._formats[self._format].is_page]
            if other := self.exporting.other_form:
                keys.append(("f", other.name))
            keys += [("s", msg("style {name}", name=self.exporting.style)), ("t", msg("template"))]
            keys += [("Tab", msg("other file")), ("Esc", msg("back"))]
        shown = self.query_one("#export-keys", Static)
        shown.update(keys_told(keys, shown.content_size.width))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.exporting.write()

    def on_input_changed(self, _event: Input.Changed) -> None:
        self.exporting.show_note()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self.exporting.write()

    def action_leave(self) -> None:
        """Out of the file's name first."""
        if self.focused is self.query_one(Input):
            self.set_focus(self.query_one(OptionList))
        else:
            self.dismiss()

    def action_file(self) -> None:
        """Tab: to the file's name; in it, its completion. It never leaves the field unseen."""
        field = self.query_one(Input)
        if self.focused is field:
            field.action_cursor_right()
        else:
            self.set_focus(field)

    def action_write(self) -> None:
        self.exporting.write()

    def action_copy(self) -> None:
        self.exporting.copy()

    def action_form(self) -> None:
        self.exporting.next_form()
        self._show_keys()

    def action_style(self) -> None:
        self.exporting.next_style()
        self._show_keys()

    def action_template(self) -> None:
        self.exporting.next_template()

    def action_browse(self) -> None:
        self.exporting.browse()

    def action_move(self, by: int) -> None:
        formats = self.query_one(OptionList)
        (formats.action_cursor_down if by > 0 else formats.action_cursor_up)()

    def action_scroll(self, by: int) -> None:
        pane = self.query_one(PreviewPane)
        pane.scroll_relative(y=by * max(1, pane.size.height - 2), animate=False, immediate=True)
