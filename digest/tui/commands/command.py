"""One user action: name, keys, help, screens and function.

Without Textual, so that `digest keys` can read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, NamedTuple, Never, TypeAlias, TypeVar

from digest.config.language import tell
from digest.domain.message import Message, msg
from digest.tui.commands.key_names import sign_of

S_contra = TypeVar("S_contra", contravariant=True)


def always(_screen: object) -> bool:
    """For commands that can be used whatever is shown."""
    return True


class ScreenCommand(NamedTuple, Generic[S_contra]):
    """One user action. `run` gets the current screen and is one line: controllers do the work.

    `keys` are Textual's names, the first is shown. `screens` are the names of those that have it. `footer`
    ranks it in the line at the bottom (0: not there, 1: first).
    `on_cursor`: it acts on what is under the cursor, and makes no sense without. `enabled` says the same of others.
    `repeats`: its key is held down, as a movement's is; it opens nothing, so that the next key need not wait for it.
    `anywhere`: also in dialogs and on screens without commands of their own.
    `writes`: it opens a field; if it cannot, what is typed after its key is dropped.
    `in_fields`: also while the focus is in a field; the others do nothing there.
    `name_on`: its name in the key line of a screen, or pane, on which it does something else.
    `pane_ranks`: as `footer`, for panes that have a key line of their own: "views" is the inbox' sidebar.
    """

    id: str
    keys: tuple[str, ...]
    name: Message
    help: Message
    run: Callable[[S_contra], object]
    screens: tuple[str, ...]
    footer: int = 0
    on_cursor: bool = False
    enabled: Callable[[S_contra], bool] = always
    repeats: bool = False
    writes: bool = False
    in_fields: bool = False
    anywhere: bool = False
    name_on: Mapping[str, Message] = MappingProxyType({})
    pane_ranks: Mapping[str, int] = MappingProxyType({})


#: A command of whatever screen; what runs it must know that the screen is one of its own.
AnyCommand: TypeAlias = ScreenCommand[Never]
#: A command that the catalogue gives a screen as one of its own.
ShownCommand: TypeAlias = ScreenCommand[object]


class On(Generic[S_contra]):
    """Makes commands for the screens with these names; `S_contra` is what they share."""

    def __init__(self, *screens: str) -> None:
        self._screens = screens

    def __call__(
        self, id_: str, keys: tuple[str, ...], name: Message, help_: Message, run: Callable[[S_contra], object],
        *, footer: int = 0, on_cursor: bool = False, enabled: Callable[[S_contra], bool] = always,
        repeats: bool = False, writes: bool = False, in_fields: bool = False, anywhere: bool = False,
        name_on: Mapping[str, Message] = MappingProxyType({}), pane_ranks: Mapping[str, int] = MappingProxyType({}),
    ) -> ScreenCommand[S_contra]:  # fmt: skip
        """A command; see there."""
        return ScreenCommand(
            id_, keys, name, help_, run, self._screens, footer, on_cursor, enabled, repeats, writes, in_fields,
            anywhere, name_on, pane_ranks,
        )  # fmt: skip


#: How keys that are no sign are written for people: as keyboards of all countries have them, or of the user's.
_SHOWN = {
    "enter": "⏎",
    "space": "␣",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "f1": "F1",
}
_PRINTED = {
    "home": msg("Home"),
    "end": msg("End"),
    "pageup": msg("PgUp"),
    "pagedown": msg("PgDn"),
    "delete": msg("Del"),
}


def shown_key(key: str) -> str:
    """ "ctrl+d" as people write it: "Ctrl-D", or in German "Strg-D"."""
    if key.startswith("ctrl+"):
        return tell(msg("Ctrl-{key}", key=shown_key(key[5:]).upper()))
    if key.startswith("alt+"):
        return "Alt-" + shown_key(key[4:])
    if key in _PRINTED:
        return tell(_PRINTED[key])
    return _SHOWN.get(key) or sign_of(key) or key


def called(command: AnyCommand, standing: Sequence[str]) -> tuple[Message, Message] | None:
    """Name and help of a command; a digit's name its category, None if it has none."""
    number = command.id.removeprefix("category-")
    if not number.isdecimal():
        return command.name, command.help
    if int(number) > len(standing):
        return None
    category = standing[int(number) - 1]
    return (
        msg("category “{category}”", category=category),
        msg("Pick under “{category}”; the same again drops the pick", category=category),
    )
