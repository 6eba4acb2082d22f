"""Where this curator is at work, told to colleagues by a sign of life every few seconds.

A thread of its own does it, so that a sign neither waits for the library's other work nor holds it up, and goes on
while an editor has the terminal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from digest.domain.edition import Pick
from digest.domain.errors import LibraryError
from digest.domain.presence import ARRANGING, EXPIRY, RHYTHM

if TYPE_CHECKING:
    from digest.domain.edition import Edition
    from digest.services.curation.curators import Curators

#: Seconds for which the end of the program waits for telling colleagues; after that the presence expires by itself.
_FAREWELL = 1.0


class _Place(NamedTuple):
    edition: str
    pick: str = ""
    part: str = ""


class Heartbeat:
    """One place at a time; nothing runs until there is one."""

    def __init__(self, curators: Callable[[], Curators], rhythm: float = RHYTHM, lasting: float = EXPIRY) -> None:
        """`curators` is asked for on the thread that tells them.

        `rhythm` are the seconds between two signs, `lasting` those for which a single move counts.
        """
        self._curators = curators
        self._rhythm, self._lasting = rhythm, lasting
        self._news = threading.Condition()
        self._place: _Place | None = None
        self._until: float | None = None
        self._begun = 0
        self._is_over = False
        self._thread: threading.Thread | None = None

    def writing(self, record: Pick | Edition, field: str = "") -> Callable[[], None]:
        """A text of this record is open until the returned function is called.

        `field` names which of an edition's texts it is.
        """
        if isinstance(record, Pick):
            return self._begin(_Place(record.edition_id, record.id), None)
        return self._begin(_Place(record.id, part=field), None)

    def arranging(self, month: str) -> Callable[[], None]:
        """The edition is being arranged until the returned function is called."""
        return self._begin(_Place(month, part=ARRANGING), None)

    def arranged(self, month: str) -> None:
        """Something was moved in the edition: it counts as being arranged for a while."""
        self._begin(_Place(month, part=ARRANGING), monotonic() + self._lasting)

    def close(self) -> None:
        """Say that it is over, if the library answers at once."""
        with self._news:
            self._place, self._is_over = None, True
            self._news.notify()
        if self._thread is not None:
            self._thread.join(_FAREWELL)

    def _begin(self, place: _Place, until: float | None) -> Callable[[], None]:
        with self._news:
            self._place, self._until = place, until
            self._begun += 1
            begun = self._begun
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="digest-heartbeat", daemon=True)
                self._thread.start()
            self._news.notify()

        def end() -> None:
            with self._news:
                if self._begun == begun:
                    self._place = None
                    self._news.notify()

        return end

    def _beat(self) -> None:
        told: _Place | None = None
        while True:
            with self._news:
                if self._place == told and not self._is_over:
                    self._news.wait(None if told is None else self._rhythm)
                if self._place is not None and self._until is not None and monotonic() >= self._until:
                    self._place = None
                place, is_over = self._place, self._is_over
            self._tell(place, told)
            told = place
            if is_over:
                return

    def _tell(self, place: _Place | None, told: _Place | None) -> None:
        with suppress(LibraryError):  # the watcher tells that the library does not answer, and presences expire
            if place is not None:
                self._curators().announce(*place)
            elif told is not None:
                self._curators().leave()
