"""Every backend, one after the other: a test that asks for `store` runs on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from digest.storage.registry import open_store
from digest.storage.store import Store
from tests.builders import NOW
from tests.model.store import MemoryStore

#: By name what opens a library that may use a folder. The model is there as the other that must agree.
BACKENDS: Mapping[str, Callable[[Path], Store]] = {
    "local": lambda folder: open_store(folder, lambda: NOW),
    "model": lambda _: MemoryStore(),
}


@pytest.fixture(params=sorted(BACKENDS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty library."""
    opened = BACKENDS[request.param](tmp_path / "library")
    yield opened
    opened.close()
