"""The latest question wins: an answer to an earlier one is not shown."""

from __future__ import annotations

from collections.abc import Callable


class Latest:
    """Counts the questions of one kind."""

    def __init__(self) -> None:
        #: How many were asked so far.
        self.number = 0

    def ask(self) -> Callable[[], bool]:
        """A new question outdates the older ones; the result is True while it is the latest."""
        self.number += 1
        number = self.number
        return lambda: number == self.number
