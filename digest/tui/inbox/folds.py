"""Which folders are folded, and whether feeds without unread entries are hidden."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.tui.host import Host

_FOLDED, _HIDES_READ = "folded", "hides_read"


class Folds:
    """Remembered between sessions; each library has its own folds, by its address."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._folded: frozenset[str] | None = None
        self._hides_read: bool | None = None

    @property
    def folded(self) -> frozenset[str]:
        """The paths of the folded folders; some may not be there (any more)."""
        if self._folded is None:
            known = self._remembered().get(self._host.core.address)
            paths = known if isinstance(known, list) else []
            self._folded = frozenset(path for path in paths if isinstance(path, str))
        return self._folded

    @property
    def hides_read(self) -> bool:
        if self._hides_read is None:
            self._hides_read = self._host.preferences.get(_HIDES_READ) is True
        return self._hides_read

    def fold(self, paths: Set[str]) -> None:
        """Fold these folders too."""
        self._set(self.folded | paths)

    def unfold(self, paths: Set[str]) -> None:
        """Fold these no longer."""
        self._set(self.folded - paths)

    def hide_read(self, hides: bool) -> None:
        """Hide what is read, or show it."""
        self._hides_read = hides
        self._keep(lambda: self._host.preferences.put(_HIDES_READ, hides))

    def _set(self, folded: frozenset[str]) -> None:
        self._folded = folded
        address = self._host.core.address
        self._keep(lambda: self._host.preferences.put(_FOLDED, self._remembered() | {address: sorted(folded)}))

    def _keep(self, put: Callable[[], None]) -> None:
        """Write the file on another thread: a key does not wait for a disk."""
        self._host.library.change(put, lambda _: None)

    def _remembered(self) -> dict[str, object]:
        known = self._host.preferences.get(_FOLDED)
        return known if isinstance(known, dict) else {}
