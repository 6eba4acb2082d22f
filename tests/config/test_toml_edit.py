"""Changing one setting of a TOML text leaves everything else as it was."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.toml import example
from digest.config.toml_edit import NotChangeable, value_at, with_value, without_value
from tests.marking import first_quick

SERIES = ("edition", "series")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", '[edition]\nseries = "Neu"\n'),
        ("language = 'de'", "language = 'de'\n\n[edition]\nseries = \"Neu\"\n"),
        ("[edition]\n  series   =   'alt'   # so\n", '[edition]\n  series   =   "Neu"   # so\n'),
        ("edition.series = 'a' # b\n", 'edition.series = "Neu" # b\n'),
        ("edition = {series='a', target=5} # x\n", 'edition = {series="Neu", target=5} # x\n'),
        ("[edition]\ntarget=3 # c\n[mine]\nx=1\n", '[edition]\ntarget=3 # c\nseries = "Neu"\n[mine]\nx=1\n'),
        ('[edition]\n# series = ""\n# target = 1\n', '[edition]\n# series = ""\nseries = "Neu"\n# target = 1\n'),
        ("[edition]\r\nseries = 'a' # ä\r\n", '[edition]\r\nseries = "Neu" # ä\r\n'),
        ("[categories]\r\n# x\r\n", '[categories]\r\n# x\r\n\r\n[edition]\r\nseries = "Neu"\r\n'),
        ("\ufeff[edition]\nseries = 'a'\n", '\ufeff[edition]\nseries = "Neu"\n'),
        ("[edition]\nseries = 'Nr. #1'\n", '[edition]\nseries = "Neu"\n'),
    ],
)
def test_a_value_takes_its_place_and_the_rest_stays(text: str, wanted: str) -> None:
    assert with_value(text, SERIES, "Neu") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[edition]\nseries = 'a' # b\n", "[edition]\n# series = 'a' # b\n"),
        ("edition.series = 'a' # b\nlanguage = 'de'\n", "# edition.series = 'a' # b\nlanguage = 'de'\n"),
        ("edition = {series='a', target=5} # x\n", "edition = { target=5} # x\n"),
        ("[edition]\ntarget = 3\n", "[edition]\ntarget = 3\n"),
        ("edition = 3\n", "edition = 3\n"),
    ],
)
def test_a_value_taken_out_leaves_its_line_as_a_comment(text: str, wanted: str) -> None:
    assert without_value(text, SERIES) == wanted


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("[[edition]]\n", SERIES, "x"),
        ("edition = 3\n", SERIES, "x"),
        ("[categories]\nstanding = [\n 'a', # one\n]\n", ("categories", "standing"), ["b"]),
    ],
)
def test_what_would_lose_something_is_refused(text: str, path: tuple[str, ...], value: Any) -> None:
    with pytest.raises(NotChangeable):
        with_value(text, path, value)


def test_in_a_file_of_config_init_each_setting_goes_below_its_explanation() -> None:
    text = example(str)
    changed = with_value(with_value(text, SERIES, "Neu"), ("network", "contact"), "ada@example.org")
    for name, value in (("series", '"Neu"'), ("contact", '"ada@example.org"')):
        lines = changed.splitlines()
        at = lines.index(f"{name} = {value}")
        assert lines[at - 1].startswith(f"# {name} = ")
    assert [line for line in changed.splitlines() if line in text.splitlines()] == text.splitlines()


VALUES = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@first_quick
@given(text=st.lists(VALUES, max_size=4), value=VALUES)
def test_any_text_comes_back_and_comments_stay(text: list[str], value: str) -> None:
    comments = [f"# {line}" for line in ("".join(c for c in one if c.isprintable()) for one in text)]
    before = "\n".join([*comments, "[edition]", "target = 7 # sieben", "[mine]", *comments, "unknown = 1", ""])
    changed = with_value(before, SERIES, value)
    assert tomllib.loads(changed) == {"edition": {"target": 7, "series": value}, "mine": {"unknown": 1}}
    assert [line for line in changed.splitlines() if line in before.splitlines()] == before.splitlines()
    assert value_at(changed, SERIES) == value
