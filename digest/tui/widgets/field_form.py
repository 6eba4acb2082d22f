"""A form for a pick or an edition: lines, areas for prose, and switches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from digest.config.language import tell
from digest.domain.goals import LONG_TITLE, length_told
from digest.domain.message import Message as Sentence
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.line_input import LineInput
from digest.tui.widgets.lines import OneLine
from digest.tui.widgets.turned_field import TurnedField

#: In a form of fewer cells the title's length is told in figures alone: the title needs the room.
_ROOMY = 60


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `name` is the record's; `hint` is its value if empty; `prose` counts words.

    A `flag` is either set (its `text` is "1") or not; it is no text, and kept at once.
    A `filled` field begins with its hint as text, so that it can be changed; left as it is, or emptied, it has no text
    of its own.
    """

    name: str
    label: Sentence
    text: str
    hint: str = ""
    prose: bool = False
    filled: bool = False
    flag: bool = False

    @property
    def beginning(self) -> str:
        """What stands in the field at first."""
        return self.text or (self.hint if self.filled else "")


class LineField(LineInput):
    """A field of one line."""

    def __init__(self, field: Field) -> None:
        super().__init__(
            field.beginning,
            placeholder=_unbroken(field.hint),
            compact=True,
            select_on_focus=False,
            id=f"field-{field.name}",
        )


class ProseField(TextArea):
    """A field of many lines, which takes Enter and the arrows for itself."""


class FlagField(TurnedField):
    """Something that is so or not: the space bar or a click changes it, and posts `Changed`."""

    class Changed(Message):
        """The flag is set, or is not any more."""

        def __init__(self, name: str, is_set: bool) -> None:
            super().__init__()
            self.name = name
            self.is_set = is_set

    def __init__(self, field: Field) -> None:
        super().__init__(id=f"field-{field.name}", classes="flag-field", markup=False)
        self._field = field
        self._is_set = bool(field.text)

    def _turn(self, by: int) -> None:  # noqa: ARG002 - back is on
        self._is_set = not self._is_set
        self._show()
        self.post_message(self.Changed(self._field.name, self._is_set))

    def _enter(self) -> None:
        """As in a line: on to the next field."""
        self.post_message(FieldForm.Entered())

    def _show(self) -> None:
        self.update(Content(f"[{'x' if self._is_set else ' '}] {tell(self._field.label)}"))


class FieldForm(Vertical):
    """Posts `Typed` with each change and `Finished` when the curator is done.

    Tab, Enter and the arrows go round within the fields: the focus never leaves an open form.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,ctrl+s", "finish", ""),
        ("tab", "tab(1)", ""),
        ("shift+tab", "tab(-1)", ""),
        ("down", "step(1)", ""),
        ("up", "step(-1)", ""),
    ]

    class Typed(Message):
        """A field holds something else."""

    class Finished(Message):
        """The editing has ended."""

    class Refused(Message):
        """Tab was pressed, and there is no other field."""

    class Entered(Message):
        """Enter was pressed on a flag."""

    def __init__(self, heading: str, fields: Sequence[Field], focus: str, opened: Callable[[], None]) -> None:
        """`focus` names the field to begin with; `opened` is called once it has the focus."""
        super().__init__(id="field-form")
        self._heading = heading
        self._others = ""
        self._fields = tuple(fields)
        self._focus = focus
        self._opened = opened
        self._at = 0
        # References, no queries: an event that comes late, when the form is being removed, must still find them.
        self._inputs: dict[str, LineField | ProseField | FlagField] = {}
        self._told = {field.name: field.text for field in fields}

    def compose(self) -> ComposeResult:
        yield Static(self._headed, id="form-heading", markup=False)
        with VerticalScroll(id="form-fields", can_focus=False):
            for field in self._fields:
                if field.prose:
                    yield Static(id=f"rule-{field.name}", classes="form-rule", markup=False)
                    yield self._held(
                        field, ProseField(field.text, soft_wrap=True, tab_behavior="focus", id=f"field-{field.name}")
                    )
                elif field.flag:
                    with Horizontal(classes="form-line"):
                        yield Static(classes="form-label")
                        yield self._held(field, FlagField(field))
                else:
                    with Horizontal(classes="form-line"):
                        yield Static(Content(tell(field.label)), classes="form-label", markup=False)
                        yield self._held(field, LineField(field))
                        if field.name == "title":
                            yield Static(id="title-length", markup=False)
        yield OneLine(id="form-state")

    def _held(self, field: Field, widget: LineField | ProseField | FlagField) -> Widget:
        self._inputs[field.name] = widget
        return widget

    def on_mount(self) -> None:
        self._show_counts()
        names = [field.name for field in self._fields]
        self._at = names.index(self._focus) if self._focus in names else 0
        # Wherever one comes to, one writes on; a field of one line has its cursor at the end by itself.
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)
        self.screen.set_focus(self._field(self._fields[self._at]))
        self._opened()

    def on_resize(self) -> None:
        """Count as the room allows, and keep the field that is written in in view."""
        self._show_counts()
        self.call_after_refresh(self._show_field)

    @property
    def has_many(self) -> bool:
        """True if Tab leads to another field."""
        return len(self._fields) > 1

    @property
    def field(self) -> Widget:
        """The field that has the focus, or had it last."""
        self._look_where()
        return self._field(self._fields[self._at])

    def action_finish(self) -> None:
        """Escape and Ctrl-S: the curator is done."""
        self.post_message(self.Finished())

    def action_tab(self, by: int) -> None:
        """As `action_step`; in a form of one field Tab leads nowhere, which is told."""
        if self.has_many:
            self.action_step(by)
        else:
            self.post_message(self.Refused())

    def action_step(self, by: int) -> None:
        """On to the next field (or back), after the last to the first."""
        self._look_where()
        self._at = (self._at + by) % len(self._fields)
        self.screen.set_focus(self._field(self._fields[self._at]))

    def on_descendant_focus(self) -> None:
        self._look_where()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field; behind the last one it ends the editing."""
        event.stop()
        if event.input is self._field(self._fields[-1]):
            self.action_finish()
        else:
            self.action_step(1)

    def on_field_form_entered(self, event: Entered) -> None:
        """As Enter in a line."""
        event.stop()
        self.action_step(1)

    def texts(self) -> dict[str, str]:
        """What stands in the fields now; flags are no texts."""
        return {field.name: self._text(field) for field in self._fields if not field.flag}

    @property
    def _headed(self) -> Content:
        return Content(" · ".join(cell_text(text) for text in (self._heading, self._others) if text))

    def say_others(self, words: str) -> None:
        """Say behind the heading who else is at work here."""
        if words != self._others:
            self._others = words
            self._show("form-heading", self._headed)

    def say_state(self, state: str) -> None:
        """Show whether the texts are saved."""
        self._show("form-state", Content(state))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_counts()
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

    def _show_field(self) -> None:
        if self.is_attached and self.field.is_attached:
            self.field.scroll_visible(animate=False)

    def _look_where(self) -> None:
        """Remember which field has the focus; an event about it may come when it is elsewhere again."""
        for number, field in enumerate(self._fields if self.is_attached else ()):
            if self.screen.focused is self._field(field):
                self._at = number

    def _field(self, field: Field) -> Widget:
        return self._inputs[field.name]

    def _text(self, field: Field) -> str:
        widget = self._inputs.get(field.name)
        if widget is None:  # not composed yet
            return field.text
        if isinstance(widget, ProseField):
            return widget.text
        assert isinstance(widget, LineField)
        text = widget.value
        # A text of its own may say the same as the hint: it stays one.
        return "" if field.filled and text == field.hint != field.text else text

    def _show_counts(self) -> None:
        for field in self._fields:
            if field.prose:
                length = tell(length_told(field.name, self._text(field)))
                rule = Content(f"── {tell(field.label)} ─ {length} ──")
                self._show(f"rule-{field.name}", rule)
            elif field.name == "title":
                # An empty one stands for the title that is hinted at.
                title = self._text(field) or field.hint
                told = tell(length_told("title", title)) if self.size.width >= _ROOMY else f"{len(title)}/{LONG_TITLE}"
                self._show("title-length", Content(told))

    def _show(self, name: str, words: Content) -> None:
        """Nothing is shown in a form whose parts have gone already."""
        for shown in self.query(f"#{name}").results(Static):
            shown.update(words)


def _unbroken(text: str) -> str:
    """A hint longer than its field is cut at the edge, not at a word."""
    return cell_text(text).replace(" ", "\u00a0")
