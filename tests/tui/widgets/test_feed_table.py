"""The table of feeds: its headings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from digest.config.language import activate, tell
from digest.tui.widgets.feed_table import COLUMNS


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_heading_fits_its_column(language: str) -> None:
    activate(language)
    assert [
        tell(column.name) for column in COLUMNS if column.width and cell_len(tell(column.name)) > column.width
    ] == []
