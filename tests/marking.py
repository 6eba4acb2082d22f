"""Which cases of a parametrised test run quickly."""

from __future__ import annotations

from typing import Any

import pytest


def first_quick(*cases: Any, quick: int = 1) -> list[Any]:
    """The cases as parameters; all behind the first `quick` ones only run with the slow tests."""
    return [case if place < quick else pytest.param(case, marks=pytest.mark.slow) for place, case in enumerate(cases)]
