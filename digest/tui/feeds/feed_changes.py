"""Changes of feeds: what is typed behind one is about the table that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from digest.domain.message import Message, msg

if TYPE_CHECKING:
    from digest.tui.host import Host
    from digest.tui.shell.waiting_keys import WaitingKeys


class FeedChanges:
    """Does them, says them and has them shown."""

    def __init__(self, host: Host, keys: WaitingKeys, show: Callable[[], None]) -> None:
        """`show` shows the feeds as the library has them now, and then lets `keys` go."""
        self._host = host
        self._keys = keys
        self._show = show

    def change(self, work: Callable[[], Message], *, undoable: bool = True) -> None:
        """Do something with feeds; with `undoable` the sentence names the key that takes it back."""

        def then(said: Message) -> None:
            self._host.say(msg("{what} · u undoes it", what=said) if undoable else said)
            self.show()

        self._host.work_queue.change(work, then)

    def show(self) -> None:
        """Show what a form has changed."""
        self._keys.hold()
        self._show()
