"""Keys typed after one that asks the library first: they wait for what it shows or opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from digest.tui.host import Host

T = TypeVar("T")


def open_with(host: Host, look: Callable[[], T], opens: Callable[[T], None]) -> None:
    """Ask the library for what a field or dialog needs, and open it.

    What is typed behind the key belongs to it; without an answer it is dropped, as none of it is a command. The
    question waits for the changes that were asked for before: it is about what they have made.
    """
    host.work_queue.change(look, opens, host.key_queue.refuse)


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
