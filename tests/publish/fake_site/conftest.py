"""The WordPress that only answers as one does, and a newsroom that pushes there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.fake_wordpress import FakeWordPress, room_at
from tests.publish.newsroom import Newsroom
from tests.publish.relay import Relay


@pytest.fixture
def site() -> Iterator[FakeWordPress]:
    with Relay() as relay:
        yield FakeWordPress(relay)


@pytest.fixture
def room(site: FakeWordPress, tmp_path: Path) -> Newsroom:
    return room_at(site, tmp_path)
