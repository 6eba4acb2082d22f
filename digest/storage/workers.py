"""Who refreshes: one worker at a time, or several that share the feeds by leases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from digest.domain.feed import FetchState


class Worker(Protocol):
    """One refresh. `name` is for people: machine and process; empty if there is no other."""

    @property
    def name(self) -> str:
        """Which machine and process."""

    def lease(self, hosts: Mapping[str, str]) -> Mapping[str, FetchState | None] | None:
        """Lease some of these feeds, given with their hosts; earlier leases are returned."""


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker with leases of so many hosts, and when they expire (UTC).

    `is_expired`: it is gone without having given them back, by the server's clock.
    """

    name: str
    hosts: int
    until: datetime
    is_expired: bool = False


class SoleWorker:
    """The worker of a library that one run at a time refreshes: it has every feed."""

    name = ""

    def lease(self, hosts: Mapping[str, str]) -> Mapping[str, FetchState | None] | None:  # noqa: ARG002 - all of them
        return None


@contextmanager
def sole_worker(lock: AbstractContextManager[None]) -> Iterator[Worker]:
    with lock:
        yield SoleWorker()
