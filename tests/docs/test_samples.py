"""docs/editions.md shows every format and style as it really comes out."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from digest.export.registry import FORMATS
from tests.docs.samples import GERMAN, PAGE, names, renewed, samples

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("file", [PAGE, GERMAN], ids=["en", "de"])
def test_the_samples_are_what_the_exports_give_today(file: Path) -> None:
    page = file.read_text("utf-8")
    assert page == renewed(page), "renew them with: python -m tests.docs.samples"


def test_the_german_page_has_the_sections_and_options_of_the_english_one() -> None:
    english, german = (file.read_text("utf-8") for file in (PAGE, GERMAN))
    assert len(re.findall(r"(?m)^## ", english)) == len(re.findall(r"(?m)^## ", german))
    assert set(re.findall(r"(?m)^\| `(--\S+)", english)) == set(re.findall(r"(?m)^\| `(--\S+)", german))


def test_every_sample_is_shown_once() -> None:
    shown = names(PAGE.read_text("utf-8"))
    assert sorted(shown) == sorted(samples())


def test_every_format_is_shown_as_sample_or_picture() -> None:
    assert {*FORMATS} <= {*samples()} | {"html", "email"}


def test_the_pictures_show_what_the_exports_give_today() -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "screenshots" / "pages.py"))
    noted = json.loads(pages["PRINTS"].read_text("utf-8"))
    assert noted == pages["prints"](), "take them again: python docs/screenshots/pages.py"
    assert all((ROOT / "docs" / "screenshots" / f"{name}.png").is_file() for name in noted)


@pytest.mark.slow
def test_a_picture_can_be_taken(tmp_path: Path) -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "screenshots" / "pages.py"))
    if pages["chromium"]() is None:
        pytest.skip("no Chromium here; install it to run this test")
    pages["take"](pages["shots"]()["archive"], tmp_path / "archive.png")
    assert (tmp_path / "archive.png").read_bytes().startswith(b"\x89PNG")
