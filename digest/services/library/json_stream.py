"""JSON read from a stream piece by piece, in bounded memory whatever it contains.

Values are cut out of the stream here and parsed by orjson. A streaming parser would build them itself; the usual one
(ijson) keeps the path to each value, which grows with the square of the nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from digest.domain.message import Message, msg

_PIECE, _LARGEST_PIECE = 1 << 16, 1 << 20
# What decides where a value ends: a whole text, or a bracket, comma or opening quotation mark. And the rest of a text
# of which only the beginning has been read so far.
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
_REST_OF_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*")
_STEPS = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
_KEY = 1024
# Bytes of one record, and of one text: digest reads no larger feed than 20 MB.
_RECORD, _TEXT = 2 << 20, 24 << 20


class NotJson(Exception):
    """What is wrong with the stream, in a sentence's end."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Scan:
    """Looks for the end of one value in what has been read of it so far."""

    def __init__(self) -> None:
        self.done = 0  # bytes of the value that need no second look
        self._depth = 0
        self._in_text = False

    def end_in(self, data: bytes, begin: int) -> int | None:
        """The end of the value that starts at `begin` in `data`; None if it is not there yet."""
        at = begin + self.done
        if self._in_text:
            rest = _REST_OF_TEXT.match(data, at)
            if rest is None:
                self._ends_within_text(data, begin)
                return None
            self._in_text, at = False, rest.end()
            if not self._depth:
                return at
        for found in _MARK.finditer(data, at):
            mark = found[0]
            step = _STEPS.get(mark, 0)
            if mark == b'"':
                self._ends_within_text(data, begin)
                return None
            if not self._depth and (step < 0 or mark == b","):
                return found.start()  # the mark behind a number, or true, or null
            self._depth += step
            if not self._depth and mark != b",":
                return found.end()
        self.done = len(data) - begin
        return None

    def _ends_within_text(self, data: bytes, begin: int) -> None:
        """Note that a text continues past `data`, which may end within an escape."""
        self._in_text = True
        self.done = len(data) - begin - (len(data) - len(data.rstrip(b"\\"))) % 2


class JsonStream:
    """One JSON object in a stream. Everything raises NotJson."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._data = b""
        self._at = 0
        self._line = 1
        self._gone = 0

    @property
    def taken(self) -> int:
        """Bytes that have been read and passed."""
        return self._gone + self._at

    def members(self) -> Iterator[str]:
        """Yield the keys of the next object; the caller reads each value before the next key."""
        self._take(b"{")
        if self._next() == b"}":
            self._at += 1
            return
        while True:
            key = self.value(_KEY)
            if not isinstance(key, str):
                raise self._flaw()
            self._take(b":")
            yield key
            mark = self._next()
            self._at += 1
            if mark == b"}":
                return
            if mark != b",":
                raise self._flaw()

    def value(self, limit: int) -> Any:
        """The value that comes next, of at most about `limit` bytes."""
        import orjson

        self._next()
        end = self._end_of_value(limit)
        try:
            found = orjson.loads(self._data[self._at : end])
        except orjson.JSONDecodeError as error:
            if "memory" in error.msg:  # "Not enough memory to allocate buffer for parsing": no fault of the file
                raise MemoryError from None
            raise self._flaw() from None
        self._at = end
        return found

    def record(self) -> Any:
        """The value that comes next; a text may be longer than anything that has parts."""
        return self.value(_TEXT if self._next() == b'"' else _RECORD)

    def skip(self) -> None:
        """Pass over the value that comes next, however long it is."""
        self._next()
        self._at = self._end_of_value(None)

    def ensure_end(self) -> None:
        """Raises NotJson if anything but space comes."""
        if self._next():
            raise self._flaw()

    def _end_of_value(self, limit: int | None) -> int:
        """The end of the value at `_at`, then wholly in the buffer.

        Without a `limit` only its last piece is.
        """
        scan = _Scan()
        while (end := scan.end_in(self._data, self._at)) is None:
            if limit is not None and len(self._data) - self._at > limit:
                raise NotJson(msg("a value in it is longer than {size} kB", size=limit >> 10))
            if limit is None:
                self._at, scan.done = self._at + scan.done, 0
            if not self._more():
                return len(self._data)
        return end

    def _more(self) -> bool:
        """Read on; what lies before `_at` is forgotten. False at the end."""
        rest = len(self._data) - self._at
        # Ever larger pieces, so that joining them stays cheap.
        more = self._stream.read(min(max(_PIECE, rest), _LARGEST_PIECE))
        self._gone += self._at
        self._line += self._data.count(b"\n", 0, self._at)
        self._data, self._at = self._data[self._at :] + more, 0
        return bool(more)

    def _next(self) -> bytes:
        """The first byte that is no space, not taken yet; nothing at the end."""
        while True:
            found = _SPACE.match(self._data, self._at)
            assert found is not None
            self._at = found.end()
            if self._at < len(self._data) or not self._more():
                return self._data[self._at : self._at + 1]

    def _take(self, mark: bytes) -> None:
        if self._next() != mark:
            raise self._flaw()
        self._at += 1

    def _flaw(self) -> NotJson:
        return NotJson(
            msg("it makes no sense from line {line} on", line=self._line + self._data.count(b"\n", 0, self._at))
        )
