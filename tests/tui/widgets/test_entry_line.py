"""A row as one line: every column in its place at every width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from digest.tui.widgets.entry_line import columns, line_parts
from digest.tui.widgets.rows import Row
from tests.tui.widgets.test_cells import FAMILY, GERMANY, hostile, is_harmless

rows = st.builds(
    Row,
    key=st.just("e1"),
    title=hostile,
    unread=st.booleans(),
    shortlisted=st.booleans(),
    date=hostile,
    feed=hostile,
    category=st.one_of(st.just(""), hostile),
    has_comment=st.booleans(),
    earlier=st.one_of(st.just(""), hostile),
    old=st.booleans(),
)

FULL = Row(
    "e1",
    "Krisen-PR: Wer zuerst spricht, verliert?",
    unread=True,
    shortlisted=True,
    date="gestern",
    feed="PR-Doktor",
    category="Krise",
    has_comment=True,
    earlier="März",
)


def line(row: Row, width: int, *, here: bool = False) -> str:
    return "".join(text for _, text in line_parts(row, columns(width, 7), here))


@given(rows, st.integers(0, 200), st.integers(1, 12), st.booleans())
def test_a_line_is_exactly_as_wide_as_the_list_whatever_strangers_wrote(
    row: Row, width: int, date_width: int, here: bool
) -> None:
    parts = line_parts(row, columns(width, date_width), here)
    assert sum(cell_len(text) for _, text in parts) == width
    assert cell_len("".join(text for _, text in parts)) == width
    assert all(is_harmless(text) and text for _, text in parts)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (20, " ●★ Krisen-…  Krise "),
        (40, " ●★ Krisen-PR: Wer zue… ↺ März  Krise  ✎"),
        (60, " ●★ gestern Krisen-PR: Wer zuerst spricht,… ↺ März  Krise  ✎"),
        (80, " ●★ gestern Krisen-PR: Wer zuerst spricht, ve… ↺ März  Krise  ✎  PR-Doktor      "),
    ],
)
def test_a_narrow_list_gives_up_the_feed_then_the_date(width: int, shown: str) -> None:
    assert line(FULL, width) == shown


def test_marks_tell_without_colours() -> None:
    assert line(Row("e", "T"), 20).startswith("    T")
    assert line(Row("e", "T"), 20, here=True).startswith("▌   T")
    assert line(Row("e", "T", unread=True), 20).startswith(" ●  T")
    assert line(Row("e", "T", shortlisted=True), 20).startswith("  ★ T")
    assert "✎" not in line(Row("e", "T", category="Krise"), 80)
    assert "↺ März" in line(Row("e", "T", earlier="März"), 80)


def test_the_titles_of_rows_without_a_pick_take_the_room_of_its_column() -> None:
    title = "Der Newsroom ist tot, es lebe der Newsroom, sagt der Newsroom"
    assert title in line(Row("e", title), 100)
    assert title not in line(Row("e", title, category="Medienarbeit", has_comment=True), 100)


def test_a_long_category_leaves_half_of_the_room_to_the_title() -> None:
    shown = line(Row("e", "T" * 100, category="Öffentlichkeitsarbeit im ländlichen Raum"), 60)
    assert "Öffentlichkeits…" in shown
    assert shown.count("T") >= 24


def test_what_stands_right_of_a_wide_title_stays_in_its_column() -> None:
    plain = line(Row("e", "Familie", feed="PR-Blick"), 100)
    for title in (FAMILY + " Familie", GERMANY * 40, "日本語のタイトル" * 20, "e\u0301" * 90, "[bold]x[/bold]"):
        shown = line(Row("e", title, feed="PR-Blick"), 100)
        assert cell_len(shown[: shown.index("PR-Blick")]) == plain.index("PR-Blick")


def test_markup_is_text() -> None:
    assert "[bold]Fett[/bold] [@click=app.quit]x[/]" in line(Row("e", "[bold]Fett[/bold] [@click=app.quit]x[/]"), 100)


@pytest.mark.parametrize("width", range(201))
def test_columns_fill_every_width(width: int) -> None:
    found = columns(width, 7)
    assert found.marks + found.date + found.body + found.feed == width
    assert min(found.marks, found.date, found.body, found.feed) >= 0
