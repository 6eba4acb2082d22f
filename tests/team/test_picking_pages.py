"""What `tests/cli/test_picking_pages.py` says, of a library in PostgreSQL."""

from __future__ import annotations

import pytest

from tests.cli.test_picking_pages import *  # noqa: F403

pytestmark = pytest.mark.slow
