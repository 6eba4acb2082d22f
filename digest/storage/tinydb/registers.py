"""Registers: keys in one piece of bytes, sorted and of one width, so that one is found without building the others."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from struct import iter_unpack
from zlib import crc32

_NUMBER = 4
_FEW = 10

# So many keys are checked together.
_BLOCK = 256


class Register:
    """Says under which numbers (0 to 9999) keys stand. Keys longer than `width` are cut: what is found is compared.

    `read` brings the bytes from one place to another of the register, which is `length` bytes long.
    """

    def __init__(self, read: Callable[[int, int], bytes], length: int, width: int) -> None:
        self._read = read
        self._width = width
        self._size = width + _NUMBER
        self._many = length // self._size

    def __len__(self) -> int:
        return self._many

    def numbers_of(self, keys: Collection[bytes]) -> set[int]:
        """The numbers of all these keys; for many the whole register is gone through once."""
        if len(keys) < _FEW:
            return {number for key in keys for number in self.numbers(key)}
        cut = {key[: self._width].ljust(self._width) for key in keys}
        records = iter_unpack(f"{self._width}s{_NUMBER}s", self._read(0, self._many * self._size))
        return {int(number) for number in {number for key, number in records if key in cut}}

    def __getitem__(self, place: int) -> bytes:
        return self._read(place * self._size, (place + 1) * self._size)

    def numbers(self, beginning: bytes) -> set[int]:
        """The numbers of all keys that begin so."""
        beginning = beginning[: self._width]
        found = set()
        for place in range(bisect_left(self, beginning), len(self)):
            record = self[place]
            if not record.startswith(beginning):
                break
            found.add(int(record[self._width :]))
        return found


def register_in(data: bytes, width: int) -> Register:
    """A register whose bytes are all there."""
    return Register(lambda start, end: data[start:end], len(data), width)


class CheckedRegister(Register):
    """A register that lies in a file, for one question: the blocks that answer it must have these sums.

    Raises ValueError where they have not. The way to an answer is not checked, its place is: between the keys before
    and behind it nothing else can be. `fences` are the first keys of blocks that questions about the same state of the
    file have met.
    """

    def __init__(
        self, read: Callable[[int, int], bytes], sums: Sequence[int], length: int, width: int, fences: dict[int, bytes]
    ) -> None:
        super().__init__(read, length, width)
        self._sums = sums
        self._fences = fences
        self._blocks: dict[int, bytes] = {}

    def numbers(self, beginning: bytes) -> set[int]:
        """The numbers of all keys that begin so."""
        beginning = beginning[: self._width]
        block = bisect_left(range(len(self._sums)), beginning, key=self._fence)
        places = range(max(0, block - 1) * _BLOCK, min(block * _BLOCK, len(self)))
        first = places.start + bisect_left(places, beginning, key=self._sure)
        if first and not self._sure(first - 1) < beginning:
            raise ValueError("a block on the way is damaged")
        found = set()
        for place in range(first, len(self)):
            record = self._sure(place)
            if record < beginning:
                raise ValueError("a block on the way is damaged")
            if not record.startswith(beginning):
                break
            found.add(int(record[self._width :]))
        return found

    def numbers_of(self, keys: Collection[bytes]) -> set[int]:
        """The numbers of all these keys, each looked for by itself."""
        return {number for key in keys for number in self.numbers(key)}

    def _fence(self, number: int) -> bytes:
        key = self._fences.get(number)
        if key is None:
            key = self._fences[number] = self[number * _BLOCK]
        return key

    def _sure(self, place: int) -> bytes:
        number, within = divmod(place, _BLOCK)
        data = self._blocks.get(number)
        if data is None:
            begin = number * _BLOCK
            data = self._read(begin * self._size, min(begin + _BLOCK, self._many) * self._size)
            if crc32(data) != self._sums[number]:
                raise ValueError("a block is damaged")
            self._blocks[number] = data
        return data[within * self._size : (within + 1) * self._size]


def sums_of(register: bytes, width: int) -> list[int]:
    """The sums by which it is checked."""
    size = _BLOCK * (width + _NUMBER)
    return [crc32(register[begin : begin + size]) for begin in range(0, len(register), size)]


def packed(keys: Iterable[tuple[bytes, int]], width: int) -> bytes:
    """The bytes of a register of these keys with their numbers."""
    return b"".join(sorted(b"%b%04d" % (key[:width].ljust(width), number) for key, number in keys))


def print_of(name: str) -> str:
    """8 hex digits by which an address is looked for; what is found must be compared."""
    return hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=4).hexdigest()
