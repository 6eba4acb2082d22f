"""JSON read piece by piece says what JSON read whole says, wherever the pieces end."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.services.library.json_stream import JsonStream, NotJson

_CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\{}[],: \n')
_TEXT = st.text(_CHARACTERS)
# A name has at most 1 kB as it is written, twelve bytes for a character outside the basic plane.
_NAME = st.text(_CHARACTERS, max_size=80)
_SCALAR = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT
_VALUE = st.recursive(_SCALAR, lambda inner: st.lists(inner) | st.dictionaries(_NAME, inner), max_leaves=15)


class Dribbling(io.BytesIO):
    """A stream that brings so many bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._size)


def _read(stream: io.BytesIO) -> dict[str, object]:
    reader = JsonStream(stream)
    found = {key: reader.record() for key in reader.members()}
    reader.ensure_end()
    return found


@given(st.dictionaries(_NAME, _VALUE), st.sampled_from([None, 2]), st.booleans(), st.integers(1, 9))
def test_it_reads_what_was_written(value: dict[str, object], indent: int | None, ascii_only: bool, size: int) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    assert _read(Dribbling(data, size)) == _read(io.BytesIO(data)) == value
    passing = JsonStream(Dribbling(data, size))
    for _ in passing.members():
        passing.skip()
    passing.ensure_end()


@given(st.dictionaries(_NAME, _VALUE, min_size=1), st.integers(0, 10_000), st.integers(1, 9))
def test_what_breaks_off_is_told(value: dict[str, object], place: int, size: int) -> None:
    data = json.dumps(value).encode()
    with pytest.raises(NotJson):
        _read(Dribbling(data[: place % len(data)], size))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[1]", b'"s"', b'{"a":nope}', b'{"a":{}} x', b'{"a":1}{"b":2}', b'\xef\xbb\xbf{"a":1}', b'{"a":"\xff"}',
        b"{1:2}", b'{"a":1,}', b'{"a" 1}', b'{"a":1 2}', b'{"a":\\"}', b'{"a":"\\', b'{"a":[}', b'{"a":"\\ud800"}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 100])
def test_what_is_no_json_is_told(data: bytes, size: int) -> None:
    with pytest.raises(NotJson, match="from line 1 on"):
        _read(Dribbling(data, size))


def test_the_line_is_told() -> None:
    with pytest.raises(NotJson, match="from line 3 on"):
        _read(io.BytesIO(b'{\n"a": 1,\n"b": nope\n}'))


def test_a_value_that_is_too_long_is_told() -> None:
    with pytest.raises(NotJson, match="longer than 2048 kB"):
        _read(io.BytesIO(b'{"a":[' + b"1," * (2 << 20) + b"1]}"))
