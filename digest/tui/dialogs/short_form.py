"""A form of a few lines of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from digest.config.language import tell
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from digest.tui.host import Host

T = TypeVar("T")


class FormField(NamedTuple):
    """A line of the form: `name` is the key of its result, `value` its first text.

    `placeholder` stands there while it is empty; `suggested` are texts that it may be completed to.
    """

    name: str
    label: Message
    value: str = ""
    placeholder: str = ""
    suggested: Sequence[str] = ()


class ShortForm(ModalScreen[None]):
    """Enter keeps what stands there, from whatever field, Esc leaves.

    It stays open until that is kept: what cannot be is told here (`try_to_keep`), beside what was typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", ""),
        ("ctrl+s", "keep", ""),
        ("down", "app.focus_next", ""),
        ("up", "app.focus_previous", ""),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        keep: Callable[[dict[str, str]], None],
        about: Message | None = None,
    ) -> None:
        """`keep` is given the values by name; it leaves the form by `try_to_keep` or `dismiss`."""
        super().__init__()
        self._title_said = title
        self._fields = list(fields)
        self._keep = keep
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content.styled(cell_text(self._title_said), "bold"))
            if self._about is not None:
                yield Static(Content(cell_text(tell(self._about))), classes="field-label")
            for field in self._fields:
                yield Static(tell(field.label), markup=False, classes="field-label")
                suggester = SuggestFromList(field.suggested, case_sensitive=False) if field.suggested else None
                yield LineInput(
                    field.value, placeholder=cell_text(field.placeholder), suggester=suggester,
                    id=f"form-{field.name}", compact=True,
                )  # fmt: skip
            yield Static(id="form-said", markup=False, classes="said")
            yield Static(tell(msg("⏎ keeps it · Tab next field · Esc leaves it")), markup=False, classes="hint")

    def on_mount(self) -> None:
        self.query_one("#form-said").display = False
        self.query_one(f"#form-{self._fields[0].name}").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_keep()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def action_keep(self) -> None:
        """Hand on what stands in the fields."""
        self._keep({field.name: self.query_one(f"#form-{field.name}", Input).value for field in self._fields})

    def try_to_keep(self, host: Host, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do a change; the form closes once it is kept.

        If it is refused, the form says why, and everything stands as it was typed.
        """

        def tried() -> T | DigestError:
            try:
                return work()
            except DigestError as error:
                return error

        def done(result: T | DigestError) -> None:
            if not isinstance(result, DigestError):
                if self.is_current:
                    self.dismiss()
                then(result)
            elif self.is_current:
                line = self.query_one("#form-said", Static)
                line.display = True
                line.update(Content(cell_text(tell(result.in_full))))
            else:  # left meanwhile
                host.tell_error(result)

        host.work_queue.change(tried, done)
