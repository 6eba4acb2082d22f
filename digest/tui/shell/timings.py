"""How long the interface waits; an argument of the application, so that a test need not wait as people do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds. Keys wait `saving` for a text to be saved before they go into the field that is still open, and
    `opening` for a field that is being opened; then they are dropped, which is said. After a `burst` without a key,
    what is typed is no longer meant for a field that was refused. A conflict is `deaf` for so long: it comes a moment
    after the key that ended the writing, and what is typed before anybody can have read it is no answer. Garbage is
    looked for every `garbage` seconds, where `rest` seconds have passed without a key.
    """

    saving: float = 3.0
    opening: float = 30.0
    burst: float = 0.8
    deaf: float = 0.5
    garbage: float = 1.0
    rest: float = 1.0
