"""What `tests/cli/test_exporting.py` says, of a library in PostgreSQL."""

from __future__ import annotations

import pytest

from tests.cli.test_exporting import *  # noqa: F403

pytestmark = pytest.mark.slow
