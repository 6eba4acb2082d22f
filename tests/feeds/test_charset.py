"""Which characters the bytes of a feed mean."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.charset import read_text

TITLE = "Überraschung: Größe – „Maß“ €"


def document(encoding: str, title: str = TITLE) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><rss><title>{title}</title></rss>'


@pytest.mark.parametrize(
    "declared", ["utf-8", "iso-8859-1", "utf-16", "kein-zeichensatz", "us-ascii", "utf-7", "rot13"]
)
def test_valid_utf8_is_utf8_whatever_is_declared(declared: str) -> None:
    assert TITLE in read_text(document(declared).encode(), {"Content-Type": f"text/xml; charset={declared}"})


def test_a_byte_order_mark_decides() -> None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ):
        assert read_text(mark + document("iso-8859-1").encode(encoding), {}) == document("iso-8859-1")


def test_utf16_without_a_mark_is_recognised() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert read_text(document("utf-16").encode(encoding), {}) == document("utf-16")


@pytest.mark.parametrize(
    ("declared", "real"), [("windows-1252", "cp1252"), ("iso-8859-1", "cp1252"), ("UTF-8", "cp1252")]
)
def test_western_bytes_are_windows_1252(declared: str, real: str) -> None:
    assert TITLE in read_text(document(declared).encode(real), {})


def test_the_declaration_is_believed_before_the_server() -> None:
    body = document("iso-8859-2", "Łódź").encode("iso-8859-2")
    assert "Łódź" in read_text(body, {"content-type": "application/xml; charset=iso-8859-1"})
    body = "<rss><title>Łódź</title></rss>".encode("iso-8859-2")
    assert "Łódź" in read_text(body, {"content-type": 'application/xml; charset="ISO-8859-2"'})


def test_seven_bit_encodings_are_not_taken_for_ascii() -> None:
    assert "日本" in read_text(document("iso-2022-jp", "日本").encode("iso-2022-jp"), {})


def test_utf8_with_a_few_bad_bytes_stays_utf8() -> None:
    body = document("utf-8", TITLE * 3).encode()
    assert TITLE in read_text(body[:-20] + b"\xff" + body[-20:], {})
    cut = body[: body.index("Ü".encode()) + 1]
    assert read_text(body + cut, {}).startswith(document("utf-8", TITLE * 3))


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_become_text(body: bytes, content_type: str) -> None:
    declared = b'<?xml version="1.0" encoding="' + body + b'"?>' + body
    for text in (read_text(body, {"content-type": "text/xml; charset=" + content_type}), read_text(declared, {})):
        assert text.encode().decode() == text  # no lone surrogate
