"""Content codings: whole, cut short, chained, wrong, and bombs."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.unpack import PIECE, Unpacking, UnreadableCoding
from tests.feedserver import packed

CODINGS = ["gzip", "deflate", "br", "zstd"]


def unpack(field: str, data: bytes, size: int = 1 << 16) -> tuple[bytes, bool]:
    unpacking = Unpacking(field)
    pieces = [piece for at in range(0, len(data), size) for piece in unpacking.unpack(data[at : at + size])]
    return b"".join(pieces), unpacking.whole


@pytest.mark.parametrize("coding", CODINGS)
@given(body=st.binary(max_size=3000), size=st.integers(1, 500))
def test_what_was_packed_comes_out_again_however_it_arrives(coding: str, body: bytes, size: int) -> None:
    assert unpack(coding, packed(body, coding), size) == (body, True)


@pytest.mark.parametrize("coding", CODINGS)
def test_data_cut_short_are_noticed_and_what_is_there_is_kept(coding: str) -> None:
    body = bytes(range(256)) * 2000 + b"end"
    data = packed(body, coding)
    out, whole = unpack(coding, data[:-1])
    assert not whole
    assert body.startswith(out)


@pytest.mark.parametrize("coding", ["", "identity", " Identity , "])
def test_no_coding_leaves_the_body_as_it_is(coding: str) -> None:
    assert unpack(coding, b"plain") == (b"plain", True)


@pytest.mark.parametrize("coding", CODINGS)
def test_an_empty_body_is_whole_in_every_coding(coding: str) -> None:
    assert unpack(coding, b"") == (b"", True)


def test_all_gzip_members_are_read_and_padding_is_not() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 20
    for size in (1, 7, 1000):
        assert unpack("gzip", data, size) == (b"one two", True)


def test_all_zstandard_frames_are_read() -> None:
    data = packed(b"one ", "zstd") + packed(b"two", "zstd")
    for size in (1, 7, 1000):
        assert unpack("zstd", data, size) == (b"one two", True)


def test_deflate_without_its_header_is_read() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert unpack("deflate", packer.compress(b"bare") + packer.flush(), 1) == (b"bare", True)


def test_codings_are_taken_off_in_reverse_order() -> None:
    assert unpack("gzip, br", packed(packed(b"twice", "gzip"), "br")) == (b"twice", True)
    assert unpack("X-GZIP", packed(b"old name", "gzip")) == (b"old name", True)


def test_a_long_chain_of_codings_is_refused() -> None:
    with pytest.raises(UnreadableCoding):
        Unpacking("gzip, gzip, gzip, gzip")


@pytest.mark.parametrize(
    "coding", ["UTF-8", "none", "8bit", "aws-chunked", "binary, x-unknown", "foo, foo, foo, foo, foo"]
)
def test_what_is_no_packing_leaves_the_body_as_it_is(coding: str) -> None:
    assert unpack(coding, b"<rss/>") == (b"<rss/>", True)
    assert unpack(f"{coding}, gzip", packed(b"<rss/>", "gzip")) == (b"<rss/>", True)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_plain_body_that_claims_to_be_packed_is_refused(coding: str) -> None:
    with pytest.raises(UnreadableCoding):
        unpack(coding, b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>' * 50)


@pytest.mark.parametrize("coding", [*CODINGS, "gzip, gzip", "br, zstd"])
def test_a_bomb_comes_out_in_small_pieces(coding: str) -> None:
    data = bytes(20 << 20)
    for one in coding.split(", "):
        data = packed(data, one)
    sizes = [len(piece) for piece in Unpacking(coding).unpack(data)]
    assert sum(sizes) == 20 << 20
    assert max(sizes) <= PIECE
