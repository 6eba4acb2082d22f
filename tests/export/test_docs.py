"""docs/editions.md names every format, style, option, setting and name of a template."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from digest.cli.export import command
from digest.config.settings import ExportSettings
from digest.domain.document import GENERATORS
from digest.domain.title import PLACES
from digest.export.layout import Laid, LaidEntry
from digest.export.registry import FORMATS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "editions.md").read_text(encoding="utf-8")
OPTIONS = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
COMMON = {"--library", "--config", "--verbose", "--help", "--output", "--title"}


@pytest.mark.parametrize("word", [
    *FORMATS, *GENERATORS, *(f"{{{place}}}" for place in PLACES), *sorted(OPTIONS - COMMON),
    *(field.name for field in fields(ExportSettings)),
    *(field.name for field in fields(Laid) if field.name not in ("shows_title", "style", "words")),
    *(field.name for field in fields(LaidEntry) if field.name != "style"),
])  # fmt: skip
def test_the_documentation_names_it(word: str) -> None:
    assert word in TEXT


def test_every_picture_of_the_documentation_is_there() -> None:
    folder = Path(__file__).resolve().parents[2] / "docs"
    pictures = [line.partition("](")[2].partition(")")[0] for line in TEXT.split("!")[1:] if line.startswith("[")]
    assert len(pictures) == 4
    assert all((folder / picture).is_file() for picture in pictures)
