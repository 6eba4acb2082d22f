"""What `tests/cli/test_curating.py` says, of a library in PostgreSQL."""

from __future__ import annotations

from tests.cli.test_curating import *  # noqa: F403

del test_deleting_a_feed_and_what_was_fetched_changes_no_edition  # noqa: F821 - about files
