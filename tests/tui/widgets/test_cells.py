"""Text in cells: harmless, as wide as promised, no grapheme cut."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from digest.tui.widgets import cells
from digest.tui.widgets.cells import cell_text, fit, graphemes, wrap

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
GERMANY = "\U0001f1e9\U0001f1ea"
AUSTRIA = "\U0001f1e6\U0001f1f9"

FRAGMENTS = (
    "\x1b[31m", "\x1b]0;title\x07", "\x9b2J", "\x00", "\t", "\r\n", "[bold]", "[@click=app.quit]", "\u202e", "\u2066",
    "\u200b", "\u00ad", "\ufeff", "\u2028", "\ufe0f", "\U0001f3fd", "\u200d", "\u2764\ufe0f", FAMILY, GERMANY,
    "\U0001f1e9", "e\u0301", "\u0e01\u0e33", "\u1112\u1161\u11ab", "\u0915\u094d\u0937", "日本", "ｶﾞ", "\ud800",
    "\u0301", "\U000e0067", "\u1100\uac00", "\u0d4e\u0d15", "ß", "…", "  ",
)  # fmt: skip

#: Any text, lone surrogates too, with what strangers do on purpose mixed in.
hostile = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(st.characters(), max_size=8)), max_size=20).map(
    "".join
)


def is_harmless(text: str) -> bool:
    return all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or char == "\u200d" for char in text)


@given(hostile)
def test_nothing_that_commands_a_terminal_reaches_a_cell(text: str) -> None:
    clean = cell_text(text)
    assert is_harmless(clean)
    assert not clean or cell_len(clean[0]) > 0, "it would sit on what stands before the cell"
    assert not set(clean) & set("\u200b\u00ad\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


@pytest.mark.parametrize("name", ["Krise", "漢字", FAMILY, "e\u0301"])
def test_blanks_before_a_name_stand_before_any_name(name: str) -> None:
    assert cell_text(f"   {name}  x") == f"   {cell_text(name)}  x"
    assert cell_text(f"\t\u3000{name}") == f"  {cell_text(name)}"


@given(hostile, st.integers(-1, 200))
@example(FAMILY * 3, 5)
@example(GERMANY * 3, 4)
def test_a_text_fills_exactly_the_width_that_it_is_given(text: str, width: int) -> None:
    fitted = fit(text, width)
    assert cell_len(fitted) == max(0, width)
    assert is_harmless(fitted)


@given(hostile)
def test_a_text_is_never_cut_inside_a_grapheme(text: str) -> None:
    """The oracle is the independent UAX #29 of the package regex."""
    regex = pytest.importorskip("regex")
    clean = cell_text(text)
    found = list(graphemes(clean))
    assert "".join(found) == clean

    def ends(parts: list[str]) -> set[int]:
        return {sum(map(len, parts[: index + 1])) for index in range(len(parts))}

    assert ends(found) <= ends(regex.findall(r"\X", clean))


@given(hostile, st.integers(1, 60))
def test_what_is_shown_of_a_cut_text_is_its_beginning_in_whole_graphemes(text: str, width: int) -> None:
    clean, fitted = cell_text(text), fit(text, width).rstrip(" ")
    if cell_len(clean) <= width:
        assert fitted == clean.rstrip(" ")
    else:
        parts = list(graphemes(clean))
        begun = ["".join(parts[:count]).rstrip() for count in range(len(parts))]
        assert fitted.removesuffix("…") in begun


@pytest.mark.parametrize("size", [10, 1_000_000])
@pytest.mark.parametrize(
    "fragment", ["x", "\u0301", "\u200d", "\u200b", FAMILY, "\U0001f469\u200d", GERMANY, " ", "\n"]
)
def test_a_megabyte_in_a_title_is_neither_searched_nor_shown(
    fragment: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = []
    monkeypatch.setattr(cells, "cell_text", lambda text: searched.append(len(text)) or cell_text(text))
    fitted = fit("Titel" + fragment * size, 40)
    assert cell_len(fitted) == 40
    assert len(fitted) <= 40 * 8
    assert max(searched) < 1000


def test_no_cell_carries_more_marks_than_any_script_needs() -> None:
    assert cell_text("a" + "\u0335" * 100 + "b") == "a" + "\u0335" * 8 + "b"


def test_joiners_stay_in_families_and_go_where_widths_would_be_guessed() -> None:
    assert cell_text(FAMILY) == FAMILY
    assert cell_text("a\u200db") == "ab"
    assert cell_text("\u2764\ufe0f\u200d\U0001f525") == "\u2764\U0001f525"
    assert cell_text("\U0001f469\U0001f3fd\u200d\U0001f4bb") == "\U0001f469\u200d\U0001f4bb"


@pytest.mark.parametrize(("width", "shown"), [(1, "…"), (2, "… "), (3, GERMANY + "…"), (4, GERMANY + AUSTRIA)])
def test_a_flag_is_shown_whole_or_not_at_all(width: int, shown: str) -> None:
    assert fit(GERMANY + AUSTRIA, width) == shown


def test_half_a_flag_is_its_letter() -> None:
    assert cell_text("\U0001f1e9") == "D"
    assert cell_text(GERMANY + "\U0001f1e6") == GERMANY + "A"


def test_wide_characters_leave_a_space_where_half_of_one_would_fit() -> None:
    assert fit("日本語", 6) == "日本語"
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 4) == "日… "


def test_what_counts_as_plain_is_one_cell_wide_and_stands_alone() -> None:
    plain = [chr(code) for code in range(0x11000) if cells._PLAIN.fullmatch(chr(code))]
    assert len(plain) > 800
    assert all(cell_len(char) == 1 for char in plain)
    assert {unicodedata.category(char)[0] for char in plain}.isdisjoint("MC")
    assert all(unicodedata.normalize("NFC", char) == char for char in plain)


def test_sentences_are_wrapped_between_words() -> None:
    assert wrap("Nichts Neues.\nDrücken Sie R, um nachzusehen.", 16) == [
        "Nichts Neues.",
        "Drücken Sie R,",
        "um nachzusehen.",
    ]


@given(hostile, st.integers(1, 40))
def test_wrapped_lines_are_never_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(line) <= width and is_harmless(line) for line in wrap(text, width))
