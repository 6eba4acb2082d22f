"""All settings by name, with their values; one is changed in a field of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.services.configuration import Setting
from digest.tui.dialogs.choice import Choice, ChoiceDialog
from digest.tui.widgets.cells import cell_text, fit
from digest.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

_NAME_CELLS = 18
_QUESTIONS = "three questions"


class SettingsDialog(ModalScreen[None]):
    """Shows what stands in the file; every change is written at once, and is a step of undo."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss", ""),
        ("j", "move(1)", ""),
        ("k", "move(-1)", ""),
        ("d,delete", "default", ""),
    ]

    app: Program

    def __init__(self) -> None:
        super().__init__()
        self._seen: bytes | None = None
        self._settings: dict[str, Setting] = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog large"):
            yield Static(id="settings-file", markup=False)
            yield OptionList(id="settings-list", markup=False, compact=True)
            yield Static(id="settings-help", markup=False, classes="said")
            yield Static(
                tell(msg("⏎ changes it · d back to the default · Esc leaves, then u takes back")),
                markup=False,
                classes="hint",
            )

    def on_mount(self) -> None:
        self._list.focus()
        self.load()

    def load(self, at: str = "") -> None:
        """Show what stands in the file now."""
        configuration = self.app.library.configuration

        def look() -> tuple[bytes | None, list[Setting]] | DigestError:
            try:
                seen = configuration.read()
                return seen, configuration.settings(seen)
            except DigestError as error:
                return error

        def then(found: tuple[bytes | None, list[Setting]] | DigestError) -> None:
            if isinstance(found, DigestError):
                self.say(found.in_full)
                return
            self._seen = found[0]
            self._settings = {setting.key: setting for setting in found[1]}
            self._show(at)

        self.app.work_queue.change(look, then)

    def keep(self, key: str, words: str | None, dialog: SettingDialog | None = None) -> None:
        """Write one setting; None: its default. What is wrong is said where it was typed."""
        actions, seen = self.app.library.setting_actions, self._seen

        def work() -> Message | DigestError:
            try:
                return actions.change({key: words}, seen)
            except DigestError as error:
                return error

        def then(done: Message | DigestError) -> None:
            if isinstance(done, DigestError):
                (dialog or self).say(done.in_full)
                return
            if dialog is not None:
                dialog.dismiss()
            self.app.say(done)
            self.load(key)

        self.app.work_queue.change(work, then)

    def say(self, said: Message) -> None:
        """Say something below the list."""
        self.query_one("#settings-help", Static).update(Content(cell_text(tell(said))))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        setting = self._settings.get(event.option_id or "")
        if setting is None:
            self.say(msg("Name of the series, your name, language and target: as at the first start."))
            return
        default = setting.default or tell(msg("empty"))
        self.say(msg("{key}: {help} (default: {default})", key=setting.key, help=setting.help, default=default))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        setting = self._settings.get(event.option_id or "")
        if setting is None:
            self.app.navigation.questions(then=self.load)
        elif setting.choices:
            self._choose(setting)
        else:
            self.app.push_screen(SettingDialog(self, setting))

    def action_move(self, by: int) -> None:
        """To another setting."""
        (self._list.action_cursor_down if by > 0 else self._list.action_cursor_up)()

    def action_default(self) -> None:
        """Back to the default."""
        setting = self._settings.get(self._highlighted)
        if setting is not None and setting.is_set:
            self.keep(setting.key, None)

    def _choose(self, setting: Setting) -> None:
        choices = [Choice(one or tell(msg("empty")), one) for one in setting.choices]

        def chosen(words: str | None) -> None:
            if words is not None and words != setting.words:
                self.keep(setting.key, words or None)

        self.app.push_screen(ChoiceDialog(setting.help, choices), chosen)

    def _show(self, at: str) -> None:
        file = self.app.library.configuration.file
        self.query_one("#settings-file", Static).update(
            Content.styled(tell(msg("Settings")), "bold") + Content(f" · {cell_text(str(file))}")
        )
        options, table = [Option(Content(tell(msg("The three questions …"))), id=_QUESTIONS)], ""
        for key, setting in self._settings.items():
            name = key.rpartition(".")
            if name[0] != table:
                table = name[0]
                options.append(Option(Content(cell_text(f"[{table}]")), disabled=True))
            options.append(Option(_line(name[2], setting), id=key))
        listed, place = self._list, self._highlighted
        listed.set_options(options)
        ids = [option.id for option in options]
        listed.highlighted = next((ids.index(one) for one in (at, place) if one in ids), 0)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def _highlighted(self) -> str:
        listed = self._list
        return (listed.get_option_at_index(listed.highlighted).id or "") if listed.highlighted is not None else ""


class SettingDialog(ModalScreen[None]):
    """One setting. Enter keeps the typed value, an empty field removes it; Esc leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "")]

    app: Program

    def __init__(self, settings: SettingsDialog, setting: Setting) -> None:
        super().__init__()
        self._settings = settings
        self._setting = setting

    def compose(self) -> ComposeResult:
        setting = self._setting
        with Vertical(classes="dialog"):
            yield Static(Content.styled(setting.key, "bold"), markup=False)
            yield Static(tell(setting.help), markup=False)
            yield LineInput(setting.words, placeholder=cell_text(setting.default), id="setting-value", compact=True)
            yield Static(id="setting-said", markup=False, classes="said")
            yield Static(tell(msg("⏎ keeps it · empty: the default · Esc leaves it")), markup=False, classes="hint")

    def on_mount(self) -> None:
        self.query_one("#setting-said").display = False
        self.set_focus(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._settings.keep(self._setting.key, event.value.strip() or None, self)

    def say(self, said: Message) -> None:
        """Say why it is not kept."""
        line = self.query_one("#setting-said", Static)
        line.display = True
        line.update(Content(cell_text(tell(said))))


def _line(name: str, setting: Setting) -> Content:
    words = fit(setting.words, 58).rstrip() if setting.words else tell(msg("empty"))
    mark = "•" if setting.is_set else " "
    return Content.assemble(f" {mark} {fit(name, _NAME_CELLS)} ", (cell_text(words), "" if setting.is_set else "dim"))
