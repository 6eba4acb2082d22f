"""Fixtures for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from digest.storage.files.engine import json_file
from tests.feedserver import FeedServer

# A busy machine must not decide a test: hypothesis measures time by default. Where a change is judged, the examples are
# the same each time, so that only the change can fail; elsewhere they are new ones, which find more.
settings.register_profile(
    "digest",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("digest")

# What a test has just broken is not going to be whole in a moment.
json_file.STILL = 0


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """A real web server on 127.0.0.1, closed when the test ends."""
    with FeedServer() as server:
        yield server
