"""How long the interface waits: an argument, so that tests need not wait as people do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """How long the interface waits for what, in seconds.

    Keys wait `saving` for a text to be saved before they go into the field that is still open, `opening` for a field
    that is being opened; then they are dropped, with a sentence. After a `burst` without a key, typed text is no longer
    meant for a field that was refused. A conflict ignores keys for `deaf`: it comes a moment after the key that ended
    the editing, before anybody can have read it. Garbage is looked for every `garbage` seconds, `rest` after a key.
    A sentence stays for `said`, an error for `error`. The same digit again within `slip` is a slip of the finger, not a
    wish to drop the pick.
    """

    saving: float = 3.0
    opening: float = 30.0
    burst: float = 0.8
    deaf: float = 0.5
    garbage: float = 1.0
    rest: float = 1.0
    said: float = 3.0
    error: float = 10.0
    slip: float = 0.4
