"""Refreshing in memory: one run at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from digest.domain.errors import FetchRunning
from digest.domain.message import msg
from digest.storage.workers import Worker, WorkerState, sole_worker
from tests.model.curators import CuratorsInMemory


class WorkersInMemory(CuratorsInMemory):
    """The part of `MemoryStore` that says who may refresh."""

    @contextmanager
    def refresh_lock(self) -> Iterator[None]:
        if not self._fetching.acquire(blocking=False):
            raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished."))
        try:
            yield
        finally:
            self._fetching.release()

    def refreshing(self) -> AbstractContextManager[Worker]:
        return sole_worker(self.refresh_lock())

    def workers(self) -> list[WorkerState]:
        return []

    def listen(self, tell: Callable[[], None]) -> Callable[[], None]:
        return lambda: None
