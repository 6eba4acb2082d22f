"""What `tests/cli/test_own_words.py` says, of a library in PostgreSQL."""

from __future__ import annotations

from tests.cli.test_own_words import *  # noqa: F403
