"""One user action: its name, keys, help, where it holds and what it runs. No Textual here: `digest keys` reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from digest.domain.message import Message


def always(_screen: Any) -> bool:
    """For commands that can be used whatever is shown."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gets the screen that is shown; the screens have controllers for it, so it is one line.

    `keys` are Textual's names, the first is shown. `screens` are the names of those where it holds. `footer`
    ranks it in the line at the bottom (0: not there, 1: first). `enabled` says whether it makes sense right now.
    """

    id: str
    keys: tuple[str, ...]
    name: Message
    help: Message
    run: Callable[[Any], object]
    screens: tuple[str, ...]
    footer: int = 0
    enabled: Callable[[Any], bool] = always


#: How keys are written for people; what is not here is shown as it is.
_SHOWN = {
    "question_mark": "?",
    "full_stop": ".",
    "slash": "/",
    "colon": ":",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "enter": "⏎",
    "space": "␣",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "f1": "F1",
}


def shown_key(key: str) -> str:
    """ "ctrl+d" as people write it: "Ctrl-D"."""
    if key.startswith("ctrl+"):
        return "Ctrl-" + key[5:].upper()
    if key.startswith("alt+"):
        return "Alt-" + shown_key(key[4:])
    return _SHOWN.get(key, key)
