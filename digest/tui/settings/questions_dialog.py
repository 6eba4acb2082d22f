"""Three questions at the first start: series, curator, language and target."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from digest.config.language import language, tell
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.services.session.first_answers import ASKED_KINDS, Answers, categories_for
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.choice_field import ChoiceField
from digest.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

_FIELDS = ("series", "name", "language", "kind", "place")


class QuestionsDialog(ModalScreen[None]):
    """Enter goes on, after the last question it saves; Esc skips them, whatever was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "skip", ""),
        ("ctrl+s", "keep", ""),
        ("tab,down", "step(1)", ""),
        ("shift+tab,up", "step(-1)", ""),
    ]

    app: Program

    def __init__(self, answers: Answers) -> None:
        """`answers` are what holds already; without a language that of the messages is offered."""
        super().__init__()
        self._before = answers
        self._at_work = False

    def compose(self) -> ComposeResult:
        before = self._before
        languages = [("de", "Deutsch"), ("en", "English")]
        kinds = [(kind, kind or tell(msg("none; I export a file or copy it"))) for kind in ASKED_KINDS]
        with Vertical(classes="dialog questions"):
            yield Static(Content.styled(tell(msg("Three questions before you begin")), "bold"), markup=False)
            with VerticalScroll(id="questions", can_focus=False):
                yield _label(msg("1  What is your series called? It begins the title of each edition."))
                yield LineInput(
                    before.series, placeholder=tell(msg("such as: Reading notes")), id="ask-series", compact=True
                )
                yield _label(msg("2  What is your name?"))
                yield LineInput(before.name, placeholder=tell(msg("else your log-in")), id="ask-name", compact=True)
                yield _label(msg("3  In which language, and where do you publish?"))
                yield ChoiceField(languages, before.language or language(), id="ask-language")
                yield Static(id="ask-categories", markup=False, classes="aside")
                yield ChoiceField(kinds, before.kind, id="ask-kind")
                yield LineInput(before.place, id="ask-place", compact=True)
            yield Static(id="questions-said", markup=False, classes="said")
            yield Static(
                tell(msg("⏎ next · ␣ another choice · Ctrl-S keeps it now · Esc skips all")),
                markup=False,
                classes="hint",
            )

    def on_mount(self) -> None:
        self._show_place()
        self._show_categories()
        self.query_one("#questions-said").display = False
        self.set_focus(self.query_one("#ask-series"))

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        event.stop()
        self._show_place()
        self._show_categories()

    def on_choice_field_entered(self, event: ChoiceField.Entered) -> None:
        event.stop()
        self._go_on()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._go_on()

    def action_step(self, by: int) -> None:
        """To the next question, or back; they go round."""
        fields = self._fields()
        at = fields.index(self.focused.id) if self.focused is not None and self.focused.id in fields else 0
        self.set_focus(self.query_one(f"#{fields[(at + by) % len(fields)]}"))

    def action_skip(self) -> None:
        """Leave all as it is.

        The first time editions are in the language of the messages all the same, with its categories; that is told.
        """
        if not self._before.language and self.app.library.settings.edition_language[:2] != language():
            actions, answers, before = self.app.library.setting_actions, Answers(language=language()), Answers()
            said = msg("Your editions are in English; “edition.language” in the settings changes that.")
            self.app.work_queue.change(lambda: actions.answer(answers, before), lambda _: self.app.say(said))
        self.dismiss()

    def action_keep(self) -> None:
        """Keep the answers; what is wrong with one is said, and all stays as it was typed."""
        if self._at_work:
            return
        actions, answers, before = self.app.library.setting_actions, self._answers(), self._before

        def work() -> Message | DigestError:
            try:
                return actions.answer(answers, before)
            except DigestError as error:
                return error

        self._at_work = True
        self.app.work_queue.change(work, self._kept)

    def _kept(self, done: Message | DigestError) -> None:
        self._at_work = False
        if isinstance(done, DigestError):
            said = self.query_one("#questions-said", Static)
            said.display = True
            said.update(Content(cell_text(tell(done.in_full))))
            return
        self.app.say(done)
        self.dismiss()

    def _go_on(self) -> None:
        if self.focused is not None and self.focused.id == self._fields()[-1]:
            self.action_keep()
        else:
            self.action_step(1)

    def _answers(self) -> Answers:
        lines = {name: self.query_one(f"#ask-{name}", Input).value.strip() for name in ("series", "name", "place")}
        return Answers(language=self._choice("language"), kind=self._choice("kind"), **lines)

    def _choice(self, name: str) -> str:
        return self.query_one(f"#ask-{name}", ChoiceField).value

    def _fields(self) -> list[str]:
        return [f"ask-{name}" for name in _FIELDS if name != "place" or self._choice("kind")]

    def _show_place(self) -> None:
        kind, place = self._choice("kind"), self.query_one("#ask-place", Input)
        place.display = bool(kind)
        place.placeholder = "~/website" if kind == "folder" else "https://blog.example/"

    def _show_categories(self) -> None:
        """At the first start: what is on the keys 1 to 4 in the language chosen."""
        shown = self.query_one("#ask-categories", Static)
        shown.display = not self._before.language
        standing = categories_for(self._choice("language"), self.app.library.settings).standing
        shown.update(Content(cell_text(tell(msg("Categories: {names}", names=", ".join(standing))))))


def _label(words: Message) -> Static:
    return Static(tell(words), markup=False, classes="field-label")
