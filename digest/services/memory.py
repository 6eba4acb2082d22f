"""Where a page stood before: over all editions, kept until the library changes."""

from __future__ import annotations

from collections.abc import Mapping

from digest.domain.memory import Recollection, outside, remembered
from digest.domain.query import LibraryStamp
from digest.storage.store import Store


class Memory:
    """The memory of one library. Asking again while nothing has changed costs a look at the library's stamp."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp: LibraryStamp | None = None
        self._known: Mapping[str, tuple[Recollection, ...]] = {}

    def known(self) -> Mapping[str, tuple[Recollection, ...]]:
        """Everything, by canonical address, or by entry id where a pick has no address."""
        stamp = self._store.stamp()
        if stamp != self._stamp:
            self._known = remembered(self._store.picked(), self._store.editions())
            self._stamp = stamp
        return self._known

    def earlier(self, address: str, edition_id: str) -> tuple[Recollection, ...]:
        """Where the page of this canonical address (or entry id) stands besides the edition given, oldest first."""
        return outside(self.known().get(address, ()), edition_id) if address else ()
