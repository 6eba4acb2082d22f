"""Every backend, one after the other: a test that asks for `store` runs on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import NOW
from tests.model.curators import opened_for
from tests.model.store import MemoryStore
from tests.repeated import note_repeated


def team(isolation: str, folder: Path) -> Store:
    """A library in PostgreSQL, with nothing in it.

    Folders of the same name stand for the same one.
    """
    address = postgresql.shared_library(isolation, folder.name)
    postgresql.emptied(address)
    return open_store(address, lambda: NOW)


def team_for(isolation: str, _: Store, folder: Path, curator: Curator) -> Store:
    """The same library once more."""
    return open_store(postgresql.shared_library(isolation, folder.name), lambda: NOW, curator=curator)


#: By name what opens a library that may use a folder. The model is there as the other that must agree.
BACKENDS: Mapping[str, Callable[[Path], Store]] = {
    "local": lambda folder: open_store(folder, lambda: NOW),
    "model": lambda _: MemoryStore(),
    "team": partial(team, "read committed"),
    "team, serializable": partial(team, "serializable"),
}

#: By name what opens the library of a Store once more, for another curator, as a second program would.
OPENED_FOR: Mapping[str, Callable[[Store, Path, Curator], Store]] = {
    "local": lambda _, folder, curator: open_store(folder, lambda: NOW, curator=curator),
    "model": lambda store, _, curator: opened_for(store, curator),
    "team": partial(team_for, "read committed"),
    "team, serializable": partial(team_for, "serializable"),
}


#: The stricter isolation repeats more and decides nothing else: it runs with the slow tests.
QUICK = [pytest.param(name, marks=pytest.mark.slow) if "serializable" in name else name for name in sorted(BACKENDS)]


@pytest.fixture(params=QUICK)
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty library."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # where the drafts for a database are
    opened = BACKENDS[request.param](tmp_path / "library")
    yield opened
    opened.close()
    note_repeated(request.node, request.param, [opened])


@pytest.fixture
def store_of(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Opens the library of `store` for a curator, by name and perhaps own initials."""
    backend = request.node.callspec.params["store"]
    opened: list[Store] = []

    def store_of(name: str, initials: str = "") -> Store:
        opened.append(OPENED_FOR[backend](store, tmp_path / "library", Curator(name, initials)))
        return opened[-1]

    yield store_of
    for one in opened:
        one.close()
    note_repeated(request.node, backend, opened)
