"""The only writer of stdout: lines, tables, JSON documents, and a rendered document's bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

from digest.cli.streams import cannot_write_stdout
from digest.cli.table import table_lines
from digest.config.clock import local
from digest.config.language import tell
from digest.domain.lazy_pattern import lazy_pattern
from digest.domain.message import msg
from digest.domain.text import escaped_json, shown

_SURROGATE = lazy_pattern("[\ud800-\udfff]")


class Stdout:
    """stdout is data; strangers' texts are made harmless again before a terminal gets them."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    @property
    def is_terminal(self) -> bool:
        return self._stream.isatty()

    def line(self, text: str = "") -> None:
        self._write(shown(text) + "\n")

    def lines(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.line(text)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], flexible: int = -1) -> None:
        """Columns of even width; on a terminal column `flexible` is cut to keep a row on its line."""
        width = _terminal_width() if self.is_terminal else 0
        self.lines(table_lines(head, rows, flexible, width))

    def json(self, data: Any) -> None:
        """One JSON document, UTF-8, indented; keys in the order given. See `escaped_json`."""
        import orjson

        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        try:
            document = orjson.dumps(data, option=options)
        except orjson.JSONEncodeError:  # a file's name whose bytes are no text
            document = orjson.dumps(_as_text(data), option=options)
        self.raw_json(document)

    def raw_json(self, data: bytes) -> None:
        """JSON that is made already, or a piece of it that ends between two characters."""
        self.raw(escaped_json(data.decode()).encode())

    def raw(self, data: bytes) -> None:
        """Bytes as they are: a document."""
        buffer = getattr(self._stream, "buffer", None)
        if buffer is None:
            self._write(data.decode())
            return
        with _told():
            self._stream.flush()
            buffer.write(data)
            buffer.flush()

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        with _told():
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()


@contextmanager
def _told() -> Iterator[None]:
    """A full disk behind stdout is an error; a reader who has gone (`| head`) is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write_stdout(error) from None


def _as_text(data: Any) -> Any:
    """The same data, with U+FFFD for every lone surrogate, which no UTF-8 can hold."""
    if isinstance(data, str):
        return _SURROGATE.sub("\ufffd", data)
    if isinstance(data, Mapping):
        return {_as_text(key): _as_text(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_as_text(value) for value in data]
    return data


def moment_shown(moment: datetime | None) -> str:
    """A time as people read it here, in local time; a dash for none."""
    return local(moment).strftime(tell(msg("%Y-%m-%d %H:%M"))) if moment else "–"


def iso(moment: datetime | None) -> str | None:
    """A time in a JSON document: UTC, whole seconds, "2026-11-21T08:30:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((100, 24)).columns
