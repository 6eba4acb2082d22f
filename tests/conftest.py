"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.feedserver import FeedServer


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """A real web server on 127.0.0.1, closed when the test ends."""
    with FeedServer() as server:
        yield server
