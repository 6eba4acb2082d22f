"""What `tests/cli/test_feeds.py` says, of a library in PostgreSQL."""

from __future__ import annotations

import pytest

from tests.cli.test_feeds import *  # noqa: F403

pytestmark = pytest.mark.slow
