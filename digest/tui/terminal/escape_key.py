"""Escape and the next key in one piece: a terminal sends them as Alt with that key.

Textual takes some of them for Alt, some for letters of an American Macintosh ("¡" for Alt-1), and drops the Escape of
the rest. Here each becomes "alt+…", and `KeyQueue` decides what was meant. Two one after the other are no Alt.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.events import Key
from textual.message import Message

_ESC = "\x1b"

# What begins a longer sequence (ECMA-48: CSI, SS3): more may come, and Textual waits for it as long as ESCDELAY says.
_INTRODUCERS = frozenset("[O")
# Sent by no other key: Shift-Tab by some terminals, Alt-Backspace, which takes back a word.
_KNOWN = frozenset({_ESC + "\t", _ESC + "\x7f", _ESC + _ESC})


class AltParser(XTermParser):
    """Tells Escape with a key behind it as that key with Alt, whichever key it is."""

    _after_escape = _begun = False

    def feed(self, data: str) -> Iterable[Message]:
        """What has been read at once; an Escape at its end may belong to what comes next."""
        self._begun, self._after_escape = self._after_escape, data.endswith(_ESC)
        return super().feed(data)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        behind = sequence if alt else sequence[1:] if sequence[:1] == _ESC else ""
        if len(behind) != 1 or sequence in _KNOWN or (behind in _INTRODUCERS and not alt):
            self._begun = False
            yield from super()._sequence_to_key_events(sequence, alt)
            return
        if self._begun:
            self._begun = False
            yield Key("escape", _ESC)
            yield from super()._sequence_to_key_events(behind)
            return
        for key in super()._sequence_to_key_events(behind):
            yield Key(f"alt+{key.key}", key.character)


def telling_alt(driver: type[Driver]) -> type[Driver]:
    """The driver, whose input is read by `AltParser`; Textual has no other way to name a parser."""
    module = vars(sys.modules[driver.__module__])
    if module.get("XTermParser") is XTermParser:
        module["XTermParser"] = AltParser
    return driver
