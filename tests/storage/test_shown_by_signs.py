"""What a feed has shown is found by index.

After five years that are thousands, and a refresh asks for twenty.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from digest.storage.sql.archive import SEEN_BY_SIGNS
from digest.storage.sql.schema import make


def test_no_sign_is_looked_for_among_all_that_a_feed_has_shown() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        make(db)
        plan = [step[-1] for step in db.execute(f"EXPLAIN QUERY PLAN {SEEN_BY_SIGNS}", ("f1", '["x"]'))]
    found = [step.partition("(")[2] for step in plan if " seen " in step]
    assert found == [
        "feed_id=? AND entry_id=?)", "feed_id=? AND guid=?)", "feed_id=? AND canonical_url=?)",
        "feed_id=? AND canonical_url=?)",
    ]  # fmt: skip
