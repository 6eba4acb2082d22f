"""The real WordPress for slow tests: one for all of them, empty for each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Digest
from tests.publish.newsroom import Newsroom
from tests.publish.real_wordpress import WordPress, missing, room_at
from tests.publish.relay import Relay


@pytest.fixture
def digest(tmp_path: Path) -> Digest:
    """Runs commands on an empty library on 21 November 2026, in English."""
    return Digest(tmp_path)


@pytest.fixture(scope="session")
def running() -> Iterator[WordPress]:
    """Skipped where its packages are not installed (`make slow-tools`)."""
    if gone := missing():
        pytest.skip(f"not installed: {gone}")
    # Not in pytest's own folder: the path of a socket has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="wp-") as folder, WordPress(Path(folder)) as site:
        yield site


@pytest.fixture
def site(running: WordPress) -> WordPress:
    running.clear()
    return running


@pytest.fixture
def relay(site: WordPress) -> Iterator[Relay]:
    """Stands in front of the site, and may spoil its answers."""
    with Relay(site.url) as opened:
        yield opened


@pytest.fixture
def room(relay: Relay, site: WordPress, tmp_path: Path) -> Newsroom:
    return room_at(relay.url, site, tmp_path, categories=["Lesetipps"])
