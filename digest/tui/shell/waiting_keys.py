"""Keys typed after one that asks for another list: they wait for that list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.tui.host import Host


class WaitingKeys:
    """Holds keys back from when a list is asked for until it is shown, or cannot be had."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._release: Callable[[], None] | None = None

    def hold(self) -> None:
        """Let no key through until `go`; once is enough, however many lists overtake each other."""
        if self._release is None:
            self._release = self._host.key_queue.hold()

    def go(self) -> None:
        """The list is there, or there is none. They come behind what the caller does now."""
        release, self._release = self._release, None
        if release is not None:
            release()
