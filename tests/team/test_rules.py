"""What `tests/cli/test_rules.py` says, of a library in PostgreSQL."""

from __future__ import annotations

import pytest

from tests.cli.test_rules import *  # noqa: F403

pytestmark = pytest.mark.slow
