"""What `tests/cli/test_edition_import.py` says, of a library in PostgreSQL."""

from __future__ import annotations

import pytest

from tests.cli.test_edition_import import *  # noqa: F403

pytestmark = pytest.mark.slow
