"""How long the texts of entries are kept."""

from __future__ import annotations

from datetime import datetime

from digest.config.clock import local
from digest.domain.month import month_of, previous_month
from digest.storage.rules.library import Tidied
from digest.storage.store import Store


def tidy(store: Store, now: datetime, months: int, *, dry_run: bool = False) -> tuple[str, Tidied]:
    """Keep the texts of `months` months, the current one included; 0 keeps everything.

    Returns the month before which texts go, empty if none do, and what went.
    """
    if months < 1:
        return "", Tidied() if dry_run else store.tidy("", dry_run=False)
    before = month_of(local(now))
    for _ in range(months - 1):
        before = previous_month(before)
    return before, store.tidy(before, dry_run=dry_run)
