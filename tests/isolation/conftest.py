"""The command line with a home of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Digest


@pytest.fixture
def digest(tmp_path: Path) -> Digest:
    """Runs commands on an empty library on 21 November 2026, in English."""
    return Digest(tmp_path)
