"""Which cases of a parametrised test run quickly."""

from __future__ import annotations

from typing import Any

import pytest


def first_quick(*cases: Any, quick: int = 1) -> list[Any]:
    """The cases as parameters; all behind the first `quick` ones only run with the slow tests."""
    return [case if place < quick else pytest.param(case, marks=pytest.mark.slow) for place, case in enumerate(cases)]


def first_row_quick(*rows: tuple[Any, ...]) -> list[Any]:
    """As `first_quick`, for a test with several parameters.

    Each row holds one value for each of them.
    """
    return [row if place == 0 else pytest.param(*row, marks=pytest.mark.slow) for place, row in enumerate(rows)]
