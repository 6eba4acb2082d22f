"""The feeds' fetch states in the archive, all that a refresh with nothing due reads."""

from __future__ import annotations

from contextlib import suppress
from sqlite3 import Connection

import orjson

from digest.domain.feed import FetchState
from digest.storage.codec import Malformed, decode
from digest.storage.sql.records import sensible


def states_of(db: Connection) -> dict[str, FetchState]:
    """The state of each feed; an invalid one is left out, so that the feed is due."""
    found = {}
    for feed_id, plain in sensible(db.execute("SELECT feed_id, state FROM states ORDER BY feed_id"), str, str):
        with suppress(Malformed, ValueError):
            found[feed_id] = decode(FetchState, orjson.loads(plain))
    return found
