"""Whatever is done to a library in PostgreSQL in whatever order.

It says the same as the one in memory.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis.stateful import initialize

from digest.domain.curator import Curator
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import NOW
from tests.model.store import MemoryStore
from tests.properties.test_store_machine import StoreMachine, as_test


class TeamMachine(StoreMachine):
    """One curator at three interfaces: the model has one set of read marks."""

    curators = [Curator("Dora Fuchs")] * 3
    isolation = "read committed"

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="digest-machine-"))
        self.memory = MemoryStore()
        self.address = postgresql.shared_library(self.isolation, "machine")
        postgresql.emptied(self.address)
        self.open_all()
        self.turn = 0

    def opened(self, number: int) -> Store:
        return open_store(self.address, lambda: NOW, curator=self.curators[number])

    def teardown(self) -> None:
        self.close_all()
        shutil.rmtree(self.folder)


class SerializableTeamMachine(TeamMachine):
    """The same with transactions that are serializable."""

    isolation = "serializable"


TestTeamMachine = pytest.mark.slow(pytest.mark.timeout(900)(as_test(TeamMachine, 30, 40)))
TestSerializableTeamMachine = pytest.mark.slow(pytest.mark.timeout(900)(as_test(SerializableTeamMachine, 15, 30)))
