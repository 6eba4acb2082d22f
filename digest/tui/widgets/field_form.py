"""A form for the texts of a pick or an edition: lines, and prose in an area of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from digest.config.language import tell
from digest.domain.message import Message as Sentence
from digest.domain.message import nmsg
from digest.domain.text import count_words
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.one_line import OneLine


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the record's; `hint` is what holds where nothing is typed; `prose` is counted in words."""

    name: str
    label: Sentence
    text: str
    hint: str = ""
    prose: bool = False


class LineField(Input):
    """Enter and the arrows go to the next field; Ctrl-Z brings back what stood here at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,ctrl+s", "finish", ""),
        ("enter,down,tab", "app.focus_next", ""),
        ("up,shift+tab", "app.focus_previous", ""),
        ("ctrl+z", "restore", ""),
    ]

    def __init__(self, field: Field) -> None:
        super().__init__(
            field.text, placeholder=_unbroken(field.hint), compact=True, select_on_focus=False, id=f"field-{field.name}"
        )
        self._first = field.text

    def action_finish(self) -> None:
        self.post_message(FieldForm.Finished())

    def action_restore(self) -> None:
        self.value = self._first


class ProseField(TextArea):
    """Tab leaves it, Escape and Ctrl-S end the editing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,ctrl+s", "finish", ""),
        ("tab", "app.focus_next", ""),
        ("shift+tab", "app.focus_previous", ""),
    ]

    def action_finish(self) -> None:
        self.post_message(FieldForm.Finished())


class FieldForm(Vertical):
    """Posts `Typed` with each change and `Finished` when the curator is done."""

    class Typed(Message):
        """A field holds something else."""

    class Finished(Message):
        """The editing has ended."""

    def __init__(self, heading: str, fields: Sequence[Field], focus: str, opened: Callable[[], None]) -> None:
        """`focus` names the field to begin with; `opened` is called once it has the focus."""
        super().__init__(id="field-form")
        self._heading = heading
        self._fields = tuple(fields)
        self._focus = focus
        self._opened = opened
        self._told = {field.name: field.text for field in fields}

    def compose(self) -> ComposeResult:
        yield Static(Content(cell_text(self._heading)), id="form-heading", markup=False)
        for field in self._fields:
            if field.prose:
                yield Static(id=f"rule-{field.name}", classes="form-rule", markup=False)
                yield ProseField(field.text, soft_wrap=True, tab_behavior="focus", id=f"field-{field.name}")
            else:
                with Horizontal(classes="form-line"):
                    yield Static(Content(tell(field.label)), classes="form-label", markup=False)
                    yield LineField(field)
        yield OneLine(id="form-state")

    def on_mount(self) -> None:
        self._show_counts()
        names = [field.name for field in self._fields]
        name = self._focus if self._focus in names else names[0]
        focused = self.query_one(f"#field-{name}")
        self.screen.set_focus(focused)
        self._opened()
        if isinstance(focused, TextArea):
            focused.move_cursor(focused.document.end)

    def texts(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {field.name: self._text(field) for field in self._fields}

    def say_state(self, state: str) -> None:
        """Show whether the texts are saved."""
        self.query_one("#form-state", OneLine).update(Content(state))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._show_counts()
        self._tell()

    def _tell(self) -> None:
        """Fields also say that they have changed when they are first filled."""
        if (texts := self.texts()) != self._told:
            self._told = texts
            self.post_message(self.Typed())

    def _text(self, field: Field) -> str:
        if field.prose:
            return self.query_one(f"#field-{field.name}", TextArea).text
        return self.query_one(f"#field-{field.name}", Input).value

    def _show_counts(self) -> None:
        for field in self._fields:
            if field.prose:
                words = tell(nmsg("{n} word", "{n} words", count_words(self._text(field))))
                rule = Content(f"── {tell(field.label)} ─ {words} ──")
                self.query_one(f"#rule-{field.name}", Static).update(rule)


def _unbroken(text: str) -> str:
    """A hint longer than its field is cut at the edge, not at a word."""
    return cell_text(text).replace(" ", "\u00a0")
