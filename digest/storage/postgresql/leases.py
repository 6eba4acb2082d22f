"""Leases: who may refresh which hosts, until when; a dead worker's expire soon.

A host's row has a holder, an end, and a number that grows with each taking (a fencing number): what a worker brings is
kept only while the row still has its name and number, in the transaction that keeps it. Taken rows are skipped (FOR
UPDATE SKIP LOCKED), so that workers never wait for each other.
"""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from digest.domain.errors import FetchRunning, LeaseLost, LibraryError
from digest.domain.feed import FetchState
from digest.domain.message import msg
from digest.storage.postgresql.connection import Server, Transaction
from digest.storage.sql.records import state_of
from digest.storage.workers import WorkerState

if TYPE_CHECKING:
    from digest.storage.store import FeedRefresh

#: Seconds for which a lease holds, and after which it is renewed.
LEASE, RENEWAL = 60, 15.0
#: Feeds of one portion: a quarter of what is due, so that whoever comes later gets a share, between these.
_LEAST, _MOST = 10, 500
_BEGIN = """INSERT INTO digest.hosts SELECT one, '', 0, now() FROM unnest(%(hosts)s::text[]) AS one
    ON CONFLICT (host) DO NOTHING"""
_TAKE = """UPDATE digest.hosts SET holder = %(me)s, number = number + 1, until = now() + %(lease)s * interval '1 second'
    WHERE host IN (
        SELECT h.host FROM digest.hosts h
        JOIN unnest(%(hosts)s::text[]) WITH ORDINALITY AS wanted (host, place) USING (host)
        WHERE h.holder = '' OR h.until < now() ORDER BY wanted.place LIMIT %(most)s FOR UPDATE OF h SKIP LOCKED
    ) RETURNING host, number"""
_RENEW = "UPDATE digest.hosts SET until = now() + %(lease)s * interval '1 second' WHERE holder = %(me)s"
_GIVE_BACK = "UPDATE digest.hosts SET holder = '', until = now() WHERE holder = %(me)s"
_HELD = """SELECT h.host FROM digest.hosts h
    JOIN unnest(%(hosts)s::text[], %(numbers)s::bigint[]) AS mine (host, number)
    ON mine.host = h.host AND mine.number = h.number WHERE h.holder = %(me)s FOR UPDATE OF h"""
_WORKERS = """SELECT holder, count(*), max(until), max(until) <= now() FROM digest.hosts
    WHERE holder <> '' AND host <> '' AND until > now() - interval '1 day' GROUP BY holder ORDER BY holder"""
#: No feed has this host: it stands for the whole library.
_EVERY = ""


class LeasedWorker:
    """One run of refreshing among others. See `storage.workers.Worker`."""

    def __init__(self, server: Server) -> None:
        self.name = f"{socket.gethostname()} {os.getpid()}"
        self._server = server
        self._me = f"{self.name} {uuid.uuid4().hex}"
        self._numbers: dict[str, int] = {}
        self._hosts: dict[str, str] = {}
        self._portion = 0

    def lease(self, hosts: Mapping[str, str]) -> Mapping[str, FetchState | None]:
        self._portion = self._portion or min(_MOST, max(_LEAST, len(hosts) // 4))
        wanted = list(dict.fromkeys(hosts.values()))
        # As many hosts as have about so many feeds.
        values = {
            "me": self._me,
            "hosts": wanted,
            "lease": LEASE,
            "most": max(1, self._portion * len(wanted) // max(1, len(hosts))),
        }

        def change(db: Transaction) -> tuple[dict[str, int], dict[str, FetchState | None]]:
            db.execute(_GIVE_BACK, values)
            db.execute(_BEGIN, values)
            numbers: dict[str, int] = dict(db.rows(_TAKE, values))
            feeds = [feed_id for feed_id, host in hosts.items() if host in numbers]
            rows = db.rows("SELECT feed_id, state FROM digest.states WHERE feed_id = ANY(%s)", (feeds,))
            states: dict[str, str] = dict(rows)
            db.count("leases")
            return numbers, {feed_id: state_of(states.get(feed_id, "")) for feed_id in feeds}

        self._numbers, leased = self._server.change(change)
        self._hosts = {feed_id: hosts[feed_id] for feed_id in leased}
        return leased

    def ensure_held(self, db: Transaction, refreshes: Sequence[FeedRefresh]) -> None:
        """Raise LeaseLost unless these feeds are still leased here, until the transaction ends."""
        hosts = sorted({self._hosts[one.feed_id] for one in refreshes if one.feed_id in self._hosts})
        if not hosts:
            return
        values = {"me": self._me, "hosts": hosts, "numbers": [self._numbers[host] for host in hosts]}
        if len(db.rows(_HELD, values)) < len(hosts):
            raise LeaseLost(
                msg("This worker was held up for so long that others took its feeds over."),
                msg("Nothing is lost: they ask those feeds, and the next “digest fetch” the others."),
            )

    def renew(self) -> None:
        self._server.change(partial(_execute, _RENEW, {"me": self._me, "lease": LEASE}))

    def give_back(self) -> None:
        self._server.change(partial(_execute, _GIVE_BACK, {"me": self._me}))


class Leases:
    """The leases of one library."""

    def __init__(self, server: Server) -> None:
        self._server = server
        #: Who refreshes through this Store; without a worker nobody's lease is needed.
        self.worker: LeasedWorker | None = None

    @contextmanager
    def refreshing(self) -> Iterator[LeasedWorker]:
        self.worker = worker = LeasedWorker(self._server)
        try:
            with _renewed(worker):
                yield worker
        finally:
            self.worker = None

    @contextmanager
    def refresh_lock(self) -> Iterator[None]:
        """Held by one at a time, whatever is leased otherwise."""
        worker = LeasedWorker(self._server)
        if not worker.lease({_EVERY: _EVERY}):
            raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished."))
        with _renewed(worker):
            yield

    def workers(self) -> list[WorkerState]:
        rows = self._server.rows(_WORKERS)
        return [WorkerState(holder.rpartition(" ")[0], *state) for holder, *state in rows]


@contextmanager
def _renewed(worker: LeasedWorker) -> Iterator[None]:
    """Renew what the worker holds again and again, and give it back at the end."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEWAL):
            try:
                worker.renew()
            except LibraryError:  # without the server nothing can be kept either, which is told where that is tried
                continue

    renewing = threading.Thread(target=renew, name="digest-leases", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()
        worker.give_back()


def _execute(statement: str, values: Mapping[str, object], db: Transaction) -> None:
    db.execute(statement, values)
    db.count("leases")
