"""What is painted for a terminal that has gone goes nowhere, and holds nobody up."""

from __future__ import annotations

import sys

from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread


class LastingWriter(WriterThread):
    """Takes what is written also when its terminal has gone.

    Textual's (8.2) dies of it; then its queue fills, and whoever ends the program waits for room in it for ever.
    """

    def run(self) -> None:
        """Write until the end."""
        try:
            super().run()
        except (OSError, ValueError):
            while self._queue.get() is not None:
                continue


def lasting(driver: type[Driver]) -> type[Driver]:
    """The driver with `LastingWriter`; Textual has no other way to choose a writer."""
    module = vars(sys.modules[driver.__module__])
    if module.get("WriterThread") is WriterThread:
        module["WriterThread"] = LastingWriter
    return driver
