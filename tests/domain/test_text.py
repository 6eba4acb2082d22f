"""German folding, harmless strings, slugs."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.text import (
    count_words,
    curator_text,
    escaped_json,
    harmless,
    matches,
    matching_part,
    one_line,
    shown,
    slug,
    sort_key,
)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("künstlich", "KÜNSTLICHE Intelligenz"),
        ("kuenstlich", "Künstliche Intelligenz"),
        ("kunstlich", "Künstliche Intelligenz"),
        ("KÜNSTLICH", unicodedata.normalize("NFD", "künstliche Intelligenz")),
        ("große", "das grosse Ganze"),
        ("grosse", "Das große Ganze"),
        ("E-Commerce", "Wie Chatbots den E\u2011Commerce verändern"),
        ("7 Erfolgsfaktoren", "7\u00a0Erfolgsfaktoren"),
        ("nullbreitezeichen", "Null\u200bbreite\u200bzeichen"),
        ("krise rückruf", "Rückruf: die Krise als Chance"),
        ("uebersicht", "ÜBERSICHT"),
    ],
)
def test_a_search_finds_either_spelling(typed: str, text: str) -> None:
    assert matches(typed, text)


def test_every_word_must_be_found_somewhere() -> None:
    assert matches("krise newsroom", "Krise", "im Newsroom")
    assert not matches("krise newsroom", "Krise")
    assert not matches("über", "unter")


CONTROL = [chr(code) for code in (*range(32), 0x7F, *range(0x80, 0xA0))]


@given(st.text(st.characters() | st.sampled_from([*CONTROL, "\u202e", "\u2066", "\u200b", "\ud800", "\x1b"])))
def test_a_strangers_line_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    line = one_line(text)
    assert not any(char in line for char in (*CONTROL, "\u202e", "\u2066", "\u200b"))
    assert line == line.strip()
    assert len(line) <= 500
    line.encode()
    assert one_line(line) == line


def test_a_line_is_cut_between_graphemes() -> None:
    assert one_line("a" * 600, 10) == "a" * 9 + "…"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert one_line("abcdef" + family + "x" * 9, 10) == "abcdef…"


def test_what_the_curator_typed_stays_as_typed() -> None:
    text = "5.\u00a0P im E\u2011Commerce: „a“ “b” »c« — so,\n\n- und\tso"
    assert curator_text(text) == text
    assert curator_text("a\r\nb\rc\x1b[31m") == "a\nb\nc[31m"
    assert curator_text("\r\n\n  a \n\nb\r") == "  a \n\nb"


def test_terminal_text_keeps_its_lines_and_loses_its_teeth() -> None:
    assert harmless("a\n\tb\x1b]0;x\x07\u202e") == "a\n\tb]0;x"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Künstliche Intelligenz", "kuenstliche-intelligenz"),
        (unicodedata.normalize("NFD", "Künstliche Intelligenz"), "kuenstliche-intelligenz"),
        ("Ärger & Übersicht, groß", "aerger-uebersicht-gross"),
        ("../../etc/passwd", "etc-passwd"),
        ("日本", ""),
    ],
)
def test_slugs_are_ascii_with_german_umlauts_spelled_out(text: str, name: str) -> None:
    assert slug(text) == name


def test_lists_sort_umlauts_with_their_vowels() -> None:
    assert sorted(["Zebra", "Übermedien", "Äpfel", "Ast", "Ufer"], key=sort_key) == [
        "Äpfel", "Ast", "Übermedien", "Ufer", "Zebra",
    ]  # fmt: skip


def test_words_are_runs_with_a_letter_or_digit() -> None:
    assert count_words("Eine ganze Menge — gerade im Handel -, 4P und “People”.") == 9


_UNRULY = st.text(max_size=150) | st.text(
    "a \u00ad\u200b\u3164\u0301ä\ufb2c\u202e\u2028\r\n\x1b\ud800\U000e0100👍🏽", max_size=150
)


@given(_UNRULY, st.integers(20, 40))
def test_a_text_that_looks_clean_becomes_what_a_close_look_makes_of_it(text: str, limit: int) -> None:
    """A NUL, which goes, makes both look closely.

    Without it they may see at once that nothing is to be done.
    """
    assert one_line(text, limit) == one_line("\0" + text, limit)
    assert harmless("\0" + text) == harmless(text)


ACTING = "\x7f\x80\x85\x9b\x9f\u061c\u200b\u200d\u200e\u202e\u2028\u2029\u2066\ufeff\u00ad\u2060\U000e0041\U000e00ff"


def test_json_is_the_same_and_holds_nothing_that_acts_on_a_terminal() -> None:
    data = {f"a{char}": [f"{char}ü🙂“{char}"] for char in ACTING}
    for written in (json.dumps(data, ensure_ascii=False), json.dumps(data, ensure_ascii=False, indent=2)):
        shown_json = escaped_json(written)
        assert json.loads(shown_json) == data
        assert not set(shown_json) & set(ACTING)
        assert "ü🙂“" in shown_json


def test_what_nobody_sees_reaches_no_list() -> None:
    assert shown(f"Größe 🙂{ACTING}") == "Größe 🙂\u200d\u2028\u2029"


@pytest.mark.parametrize(
    ("needle", "part"),
    [
        ("Maschinen", "… Gespräche mit Maschinen sind hölzern. Das bleibt so."),
        ("hoelzern maschinen", "… Gespräche mit Maschinen sind hölzern. Das bleibt so."),
        ("anfang bleibt", "Am Anfang war das Wort. Gespräche mit Maschinen sind hölzern. Das bleibt so."),
        ("bleibt", "… Das bleibt so."),
        ("nirgends", "Am Anfang war das Wort. Gespräche mit Maschinen sind hölzern. Das bleibt so."),
    ],
)
def test_of_a_text_the_sentence_that_was_looked_for_stands_first(needle: str, part: str) -> None:
    text = "Am Anfang war das Wort. Gespräche mit Maschinen sind hölzern. Das bleibt so."
    assert matching_part(needle, text) == part
