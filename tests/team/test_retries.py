"""Two who write the same rows at once, where transactions are serializable.

One is made again, and kept once.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from digest.storage.registry import open_store
from tests import postgresql
from tests.builders import MONTH, NOW, a_pick, at


def wait_until_somebody_waits_for(other: Any, watching: Any) -> None:
    """Other tests use the same server at the same time, and wait there for each other."""
    asked = "SELECT 1 FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    until = time.monotonic() + 90
    while not watching.execute(asked, (other.info.backend_pid,)).fetchone():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_change_that_met_another_is_made_again_and_counted_and_kept_once() -> None:
    import psycopg

    address = postgresql.shared_library("serializable", "retries")
    postgresql.emptied(address)
    store = open_store(address, lambda: NOW)
    store.add_pick(a_pick(1), NOW)
    before = store._server.repeated  # type: ignore[attr-defined]
    plain, schema = postgresql.without_schema(address), postgresql.schema_of(address)
    with psycopg.connect(plain) as other, psycopg.connect(plain, autocommit=True) as watching:
        other.execute(f'UPDATE "{schema}".editions SET number = number + 1')
        picking = threading.Thread(target=store.add_pick, args=(a_pick(2), at(1)))
        picking.start()
        wait_until_somebody_waits_for(other, watching)
        other.commit()
        picking.join(60)
    assert store._server.repeated > before  # type: ignore[attr-defined]
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p2"]
    assert [event.pick for event in store.history(MONTH)] == ["p1", "p2"]
    store.close()
