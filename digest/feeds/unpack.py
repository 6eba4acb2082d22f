"""The content codings of HTTP (RFC 9110 8.4.1, RFC 7932, RFC 8878), unpacked piece by piece.

Own, because the HTTP library's decoders take a gzip body cut short for whole and read only the first of several
gzip members; and because each piece here is small whatever a bomb holds.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from digest.domain.text import one_line

#: What servers may use; the Accept-Encoding field.
ACCEPTED = "gzip, deflate, br, zstd"

#: No piece that comes out is larger, in bytes.
PIECE = 1 << 20

# Each coding in a chain multiplies what a small body can become, and no honest server applies even two.
_MOST_CODINGS = 3


class UnreadableCoding(Exception):
    """The body has an unknown coding, or not the one it names; the text says which."""


class Unpacker(Protocol):
    """One coding of one body."""

    def unpack(self, data: bytes) -> Iterator[bytes]:
        """The pieces that `data` completes. Raises UnreadableCoding."""

    @property
    def whole(self) -> bool:
        """True if the packed data ended as its format says, or there were none."""


class Unpacking:
    """The codings of a Content-Encoding field, in turn. Raises UnreadableCoding.

    Unknown names (UTF-8, none, 8bit, aws-chunked) are no packing, and the body is taken as it is, as browsers do.
    """

    def __init__(self, field: str) -> None:
        codings = [coding.strip().lower() for coding in field.split(",")]
        codings = [coding for coding in codings if coding in _UNPACKERS]
        if len(codings) > _MOST_CODINGS:
            raise UnreadableCoding(one_line(", ".join(codings), 60))
        self._chain = [_UNPACKERS[coding]() for coding in reversed(codings)]

    def unpack(self, data: bytes) -> Iterator[bytes]:
        """The pieces of the body that `data`, as received, completes. Raises UnreadableCoding."""
        return self._from(0, data)

    @property
    def whole(self) -> bool:
        """False if the packed data broke off. A body that is not packed is always whole here."""
        return all(unpacker.whole for unpacker in self._chain)

    def _from(self, place: int, data: bytes) -> Iterator[bytes]:
        if place == len(self._chain):
            yield data
            return
        for piece in self._chain[place].unpack(data):
            yield from self._from(place + 1, piece)


class _Gzip:
    """RFC 1952, all members; what follows the last one is padding."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._started = False

    def unpack(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflate.eof:
                if not data.startswith(b"\x1f"):
                    return
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            self._started = True
            yield from _inflated(self._inflate, data, "gzip")
            data = self._inflate.unused_data

    @property
    def whole(self) -> bool:
        return self._inflate.eof or not self._started


class _Deflate:
    """zlib (RFC 1950) or bare deflate (RFC 1951), which some servers send under this name."""

    def __init__(self) -> None:
        self._head = b""
        self._inflate: zlib._Decompress | None = None

    def unpack(self, data: bytes) -> Iterator[bytes]:
        if self._inflate is None:
            self._head += data
            if len(self._head) < 2:
                return
            data = self._head
            has_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0  # RFC 1950 2.2
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
        if not self._inflate.eof:
            yield from _inflated(self._inflate, data, "deflate")

    @property
    def whole(self) -> bool:
        return self._inflate.eof if self._inflate else not self._head


class _Brotli:
    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]

        self._error = brotli.error
        self._decoder = brotli.Decompressor()
        self._started = False

    def unpack(self, data: bytes) -> Iterator[bytes]:
        if not data or self._decoder.is_finished():
            return
        self._started = True
        try:
            # The C code may give twice what it is asked for.
            piece = self._decoder.process(data, output_buffer_limit=PIECE // 2)
            while piece:
                yield piece
                piece = self._decoder.process(b"", output_buffer_limit=PIECE // 2)
        except self._error as error:
            raise UnreadableCoding("br") from error

    @property
    def whole(self) -> bool:
        return not self._started or bool(self._decoder.is_finished())


class _Zstandard:
    """All frames, one after the other (RFC 8878 3.1)."""

    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        self._error = zstd.ZstdError
        self._new = zstd.ZstdDecompressor
        self._decoder = zstd.ZstdDecompressor()
        self._started = False

    def unpack(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._decoder.eof:
                self._decoder = self._new()
            self._started = True
            try:
                piece = self._decoder.decompress(data, PIECE)
                while piece:
                    yield piece
                    if self._decoder.eof or self._decoder.needs_input:
                        break
                    piece = self._decoder.decompress(b"", PIECE)
            except self._error as error:
                raise UnreadableCoding("zstd") from error
            data = self._decoder.unused_data if self._decoder.eof else b""

    @property
    def whole(self) -> bool:
        return self._decoder.eof or not self._started


_UNPACKERS: Mapping[str, Callable[[], Unpacker]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstandard,
}


def _inflated(inflate: zlib._Decompress, data: bytes, coding: str) -> Iterator[bytes]:
    try:
        piece = inflate.decompress(data, PIECE)
        while piece:
            yield piece
            # Asked again even without a tail: a long match may still wait inside for room to be written.
            piece = inflate.decompress(inflate.unconsumed_tail, PIECE)
    except zlib.error as error:
        raise UnreadableCoding(coding) from error
