"""What is painted for a terminal that has gone."""

from __future__ import annotations

import errno
import io
import os

from textual.drivers._writer_thread import MAX_QUEUED_WRITES

from digest.tui.terminal.lasting_writer import LastingWriter


class Gone(io.StringIO):
    """A terminal whose other side was closed."""

    def write(self, _text: str) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_terminal_that_has_gone_holds_up_nobody() -> None:
    writer = LastingWriter(Gone())
    writer.start()
    for _ in range(MAX_QUEUED_WRITES * 3):
        writer.write("Bild")
    writer.stop()
    assert not writer.is_alive()


def test_what_is_painted_comes_in_its_order() -> None:
    shown = io.StringIO()
    writer = LastingWriter(shown)
    writer.start()
    for number in range(100):
        writer.write(f"{number} ")
    writer.stop()
    assert shown.getvalue().split() == [str(number) for number in range(100)]
