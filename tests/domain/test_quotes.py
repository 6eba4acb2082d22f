"""Quotation marks in one style, on request.

Nothing but the marks changes, and only where they are clear.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digest.domain.quotes import STYLES, set_quotes

MARKS = "\"'„“”»«‚‘’›‹"
_TEXTS = st.lists(
    st.one_of(
        st.sampled_from([*MARKS, *MARKS, " ", " ", "Wort", "24", ".", ",", "–", "(", ")", "[", "](https://a.example/\")",
                         "`", "*", "\n\n", "\n", "\\", "https://a.example/\"b\"", "<https://a.example/'>"]),
        st.text(max_size=3),
    ),
    max_size=24,
).map("".join)  # fmt: skip
_STYLES = st.sampled_from(sorted(STYLES))


@pytest.mark.parametrize(
    ("typed", "german", "swiss"),
    [
        ('Ein "Wort".', "Ein „Wort“.", "Ein «Wort»."),
        ("Ein “Wort”, ein »anderes«!", "Ein „Wort“, ein „anderes“!", "Ein «Wort», ein «anderes»!"),
        ("„Er sagt: ‚Nein‘“", "„Er sagt: ‚Nein‘“", "«Er sagt: ‹Nein›»"),
        ("\"Er sagt: 'Nein'\"", "„Er sagt: ‚Nein‘“", "«Er sagt: ‹Nein›»"),
        ('("Auch so"), *"oder so"* – "*so*", sagt sie.', "(„Auch so“), *„oder so“* – „*so*“, sagt sie.",
         "(«Auch so»), *«oder so»* – «*so*», sagt sie."),
        ("«Purpose» hat ausgedient", "„Purpose“ hat ausgedient", "«Purpose» hat ausgedient"),
        ("Hans' Buch, Andreas’ Blog: wie geht's?", "Hans' Buch, Andreas’ Blog: wie geht's?",
         "Hans' Buch, Andreas’ Blog: wie geht's?"),
        ("\"Hans' Buch\"", "„Hans' Buch“", "«Hans' Buch»"),
        ('"…und dann?"', "„…und dann?“", "«…und dann?»"),
        ('["Titel"](https://a.example/?q="x" "y")', '[„Titel“](https://a.example/?q="x" "y")',
         '[«Titel»](https://a.example/?q="x" "y")'),
        ('`print("x")` und "y"', '`print("x")` und „y“', '`print("x")` und «y»'),
        ('"https://a.example/x"', "„https://a.example/x“", "«https://a.example/x»"),
    ],
)  # fmt: skip
def test_marks_are_set(typed: str, german: str, swiss: str) -> None:
    assert set_quotes(typed, "german") == german
    assert set_quotes(typed, "swiss") == swiss
    assert set_quotes(typed, "guillemets") == german.translate(str.maketrans("„“‚‘", "»«›‹"))
    assert set_quotes(typed, "") == typed


@pytest.mark.parametrize("unclear", [
    'Ein Bildschirm mit 24" und ein "Wort"', 'Ein "Wort ohne Ende', 'auf"ge"klebt', r'\"So\" will ich es', '"', '" "',
])  # fmt: skip
def test_a_paragraph_that_is_not_clear_stays_as_it_was_typed(unclear: str) -> None:
    assert set_quotes(unclear, "german") == unclear
    assert set_quotes(f'{unclear}\n\n"Klar"', "german") == f"{unclear}\n\n„Klar“"


@given(_TEXTS, _STYLES)
@example('"a" \'b\' ‚c‘ "‚d‘"', "english")
def test_setting_twice_is_setting_once(text: str, style: str) -> None:
    once = set_quotes(text, style)
    assert set_quotes(once, style) == once


@given(_TEXTS, _STYLES)
def test_nothing_but_quotation_marks_changes(text: str, style: str) -> None:
    after = set_quotes(text, style)
    assert len(after) == len(text)
    for one, other in zip(text, after, strict=True):
        assert one == other or (one in MARKS and other in STYLES[style])


@given(st.text().map(lambda text: text.translate(dict.fromkeys(map(ord, MARKS)))), _STYLES)
def test_a_text_without_marks_stays_as_it_is(text: str, style: str) -> None:
    assert set_quotes(text, style) == text


@given(_TEXTS, _STYLES, _STYLES)
def test_a_style_can_be_changed_into_another(text: str, one: str, other: str) -> None:
    assert set_quotes(set_quotes(text, one), other) == set_quotes(text, other)


@given(_TEXTS, _STYLES)
def test_links_and_code_stay(text: str, style: str) -> None:
    assert _kept(set_quotes(text, style)) == _kept(text)


def _kept(text: str) -> list[object]:
    tokens = [child for token in MarkdownIt().parse(text) for child in token.children or ()]
    return [(t.type, t.attrs.get("href"), t.attrs.get("title"), t.content if t.type == "code_inline" else "")
            for t in tokens if t.type in ("link_open", "code_inline")]  # fmt: skip
