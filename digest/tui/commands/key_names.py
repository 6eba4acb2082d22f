"""Names of keys, as in the configuration and as in Textual. Does not load Textual."""

from __future__ import annotations

import unicodedata
from functools import cache

_MODIFIERS = ("ctrl", "alt", "shift")

# Keys that are no character.
_NAMED = frozenset({
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "tab", "escape", "backspace", "delete",
    "insert", *(f"f{number}" for number in range(1, 25)),
})  # fmt: skip

# Where Textual departs from the names of Unicode (textual.keys.KEY_NAME_REPLACEMENTS).
_OTHER_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def key_name(written: str) -> str | None:
    """Textual's name of a key: "ctrl+d", "question_mark" for "?", "A" for "shift+a"; else None."""
    *modifiers, base = (written[:-1].rstrip("+") + "+plus" if written.endswith("++") else written).split("+")
    if written == "+":
        modifiers, base = [], "plus"
    if not base or set(modifiers) - set(_MODIFIERS) or len(set(modifiers)) < len(modifiers):
        return None
    if "shift" in modifiers and len(base) == 1 and base.isalpha():
        modifiers.remove("shift")
        base = base.upper()
    if len(base) == 1 and "ctrl" in modifiers:
        base = base.lower()
    name = _base(base)
    return None if name is None else "+".join([*(one for one in _MODIFIERS if one in modifiers), name])


def sign_of(name: str) -> str:
    """The character of a key's name, "<" for "less_than_sign"; empty for any other key."""
    return _signs().get(name, "")


def _base(base: str) -> str | None:
    if len(base) == 1:
        return base if base.isalnum() else _name_of(base) or None
    lower = base.lower()
    return lower if lower in _NAMED or lower in _signs() else None


def _name_of(sign: str) -> str:
    name = unicodedata.name(sign, "").lower().replace("-", "_").replace(" ", "_")
    return _OTHER_NAMES.get(name, name)


@cache
def _signs() -> dict[str, str]:
    """The signs that stand on a European keyboard, by their names."""
    signs = [chr(code) for code in range(0x20, 0x180) if not chr(code).isalnum()] + list("€„“”‚‘’–—…•")
    return {_name_of(sign): sign for sign in signs if _name_of(sign)}
