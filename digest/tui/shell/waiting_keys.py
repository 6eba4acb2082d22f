"""Keys typed after one that asks for another list: they wait for that list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from digest.tui.app import DigestApp


class WaitingKeys:
    """Holds keys back from when a list is asked for until it is shown, or cannot be had."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._release: Callable[[], None] | None = None

    def hold(self) -> None:
        """Let no key through until `go`; once is enough, however many lists overtake each other."""
        if self._release is None:
            app: DigestApp = self._screen.app  # type: ignore[assignment]
            self._release = app.keying.hold()

    def go(self) -> None:
        """The list is there, or there is none. They come behind what the caller does now."""
        release, self._release = self._release, None
        if release is not None:
            release()
