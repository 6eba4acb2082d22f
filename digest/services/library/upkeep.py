"""Work on a library as a whole: check, repair, tidy, back up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digest.config.clock import Clock, local
from digest.domain.library import Tidied
from digest.domain.month import month_of, previous_month
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.config.settings import FeedSettings
    from digest.domain.problem import Problem
    from digest.services.library.backup import Counted
    from digest.services.library.doctor import Finding


class Upkeep:
    """Each act is in a module of its own, which is loaded when it is asked for."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def back_up(self, target: Path) -> Counted:
        """Write the whole library into one archive; see `backup.back_up`."""
        from digest.services.library.backup import back_up

        return back_up(self._store, target, self._clock())

    def document(self, *, content: bool = True) -> Iterator[bytes]:
        """The whole library as one JSON document, piece by piece; see `backup.document`."""
        from digest.services.library.backup import document

        return document(self._store, self._clock(), content=content)

    def tidy(self, months: int, *, dry_run: bool = False) -> tuple[str, Tidied]:
        """Drop texts of entries that are older than so many months; see `tidy`."""
        return tidy(self._store, self._clock(), months, dry_run=dry_run)

    def repair(self, agreed: Callable[[Problem], bool]) -> tuple[int, int]:
        """Repair what is agreed to; return the numbers of problems repaired and left."""
        from digest.services.library.repair import repair

        return repair(self._store, agreed)

    def examine_location(self) -> Iterator[Finding]:
        """Where the library lies, whether it can be written there, and how much room there is."""
        from digest.services.library.doctor import examine_location

        return examine_location(self._store)

    def examine_contents(self) -> Iterator[Finding]:
        """Every part of the library."""
        from digest.services.library.doctor import examine_store

        return examine_store(self._store, self._clock())

    def examine_feed_settings(self, settings: Mapping[str, FeedSettings]) -> Iterator[Finding]:
        """Settings of single feeds that fit no feed."""
        from digest.services.library.doctor import examine_feed_settings

        return examine_feed_settings(settings, self._store)


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
