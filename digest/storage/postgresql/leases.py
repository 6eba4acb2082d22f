"""Who may refresh: a row with the name of who does, and until when. A dead holder holds nothing for long."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from digest.domain.errors import FetchRunning, LibraryError
from digest.domain.message import msg
from digest.storage.postgresql.connection import Server, Transaction

#: Seconds for which the lease holds, and after which it is renewed.
LEASE, RENEWAL = 60, 15.0
_TAKE = """INSERT INTO digest.leases AS known VALUES ('refresh', %(me)s, now() + %(lease)s * interval '1 second')
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE known.until < now() OR known.holder = excluded.holder RETURNING holder"""


class RefreshLease:
    """The right to refresh the library."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @contextmanager
    def held(self) -> Iterator[None]:
        """See `Store.refresh_lock`."""
        holder = uuid.uuid4().hex
        if not self._server.change(partial(_taken, holder)):
            raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished."))
        over = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(holder, over), name="digest-lease", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()
            self._server.change(partial(_given_back, holder))

    def _renew(self, holder: str, over: threading.Event) -> None:
        while not over.wait(RENEWAL):
            try:
                self._server.change(partial(_taken, holder))
            except LibraryError:  # without the server nothing can be kept either, which is told where that is tried
                continue


def _taken(holder: str, db: Transaction) -> bool:
    db.count("leases")
    return bool(db.rows(_TAKE, {"me": holder, "lease": LEASE}))


def _given_back(holder: str, db: Transaction) -> None:
    db.execute("DELETE FROM digest.leases WHERE name = 'refresh' AND holder = %s", (holder,))
    db.count("leases")
