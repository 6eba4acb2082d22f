"""Other months' editions: the inbox goes there to work, the edition screen to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.month import next_month, previous_month

if TYPE_CHECKING:
    from digest.tui.shell.work_screen import WorkScreen


class Months:
    """Switching the month switches the edition, not the inbox."""

    def __init__(self, screen: WorkScreen) -> None:
        self._screen = screen

    def month(self, step: int) -> None:
        """The month before (-1) or after (+1)."""
        month = self._screen.month
        self._screen.turn_to(next_month(month) if step > 0 else previous_month(month))
        # Picks are those of that month from now on: what is typed behind the key waits for them.
        self._screen.host.work_queue.change(lambda: None, lambda _: self._screen.ask_library())
