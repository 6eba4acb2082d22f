"""Every backend, one after the other: a test that asks for `store` runs on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.storage.registry import BACKENDS, open_store
from digest.storage.store import Store
from tests.builders import NOW


@pytest.fixture(params=sorted(BACKENDS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty library."""
    opened = open_store(request.param, tmp_path / "library", lambda: NOW)
    yield opened
    opened.close()
