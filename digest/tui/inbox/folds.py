"""Which folders are folded, and whether read feeds are hidden: remembered between sessions."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cached_property
from typing import TYPE_CHECKING

from digest.domain.secrets import masked

if TYPE_CHECKING:
    from digest.tui.host import Host

_FOLDED, _HIDES_READ = "folded", "hides_read"


class Folds:
    """Each library has its own, by its masked address."""

    def __init__(self, host: Host) -> None:
        self._host = host

    @cached_property
    def folded(self) -> frozenset[str]:
        """The paths of the folded folders; some may not be there (any more)."""
        known = self._remembered().get(masked(self._host.library.address))
        return frozenset(path for path in known if isinstance(path, str)) if isinstance(known, list) else frozenset()

    @cached_property
    def hides_read(self) -> bool:
        """True if feeds and folders without anything unread are hidden."""
        return self._host.preferences.get(_HIDES_READ) is True

    def fold(self, paths: Set[str]) -> None:
        """Fold these folders too."""
        self._set(self.folded | paths)

    def unfold(self, paths: Set[str]) -> None:
        """Fold these no longer."""
        self._set(self.folded - paths)

    def hide_read(self, hides: bool) -> None:
        """Hide what is read, or show it."""
        self.hides_read = hides
        self._keep(lambda: self._host.preferences.put(_HIDES_READ, hides))

    def _set(self, folded: frozenset[str]) -> None:
        self.folded = folded
        address = masked(self._host.library.address)
        self._keep(lambda: self._host.preferences.put(_FOLDED, self._remembered() | {address: sorted(folded)}))

    def _keep(self, put: Callable[[], None]) -> None:
        """Write the file on another thread: a key does not wait for a disk."""
        self._host.work_queue.change(put, lambda _: None, keys_wait=False)

    def _remembered(self) -> dict[str, object]:
        known = self._host.preferences.get(_FOLDED)
        return known if isinstance(known, dict) else {}
