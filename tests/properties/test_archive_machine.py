"""`test_store_machine.py` with an archive that is lost or damaged between any two steps."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from digest.domain.entry import Entry
from digest.domain.errors import LibraryDamaged
from digest.storage.store import Store
from tests.builders import NOW
from tests.properties.library_state import everything
from tests.properties.test_store_machine import FEEDS, StoreMachine, as_test


class ArchiveMachine(StoreMachine):
    """The same with an archive for what the wire brings, which is lost or damaged now and then."""

    @initialize()
    def open(self) -> None:
        super().open()
        #: Entries as they were when they came onto the shortlist.
        self.chosen: dict[str, Entry] = {}
        #: Read marks before the first refresh that met any: the copy of the day.
        self.copied: dict[str, bool] = {}

    def both(self, act: Callable[[Store], Any]) -> None:
        before = {key: mark.read for key, mark in self.memory._marks.items() if mark.read is not None}
        super().both(act)
        if not self.copied and (self.folder / "library" / "backups" / f"marks-{NOW.date()}.json").exists():
            self.copied = before

    @invariant()
    def remember_the_shortlist(self) -> None:
        listed = {entry_id for entry_id, mark in self.memory._marks.items() if mark.shortlisted}
        here = {entry_id: self.memory._entries[entry_id] for entry_id in listed if entry_id in self.memory._entries}
        self.chosen = {entry_id: self.chosen.get(entry_id, entry) for entry_id, entry in here.items()}

    @rule()
    def come_from_the_first_format(self) -> None:
        super().come_from_the_first_format()
        self.chosen = {}  # copies are made of what is brought over
        self.remember_the_shortlist()

    @rule(number=FEEDS)
    def lose_the_archive(self, number: int) -> None:
        for path in (self.folder / "library").glob("archive.sqlite*"):
            if number == 1 or path.name == "archive.sqlite":
                path.unlink()
        self.memory.forget_what_the_wire_brought(self.chosen, self.copied)

    @rule(place=st.floats(0, 1, exclude_max=True), garbage=st.sampled_from(["cut off", "zeroed", "another file"]))
    def damage_the_archive(self, place: float, garbage: str) -> None:
        path = self.folder / "library" / "archive.sqlite"
        if not path.exists() or not path.stat().st_size:
            return
        self.close_all()  # so that nothing is left beside it
        self.open_all()
        with path.open("r+b") as file:
            match garbage:
                case "cut off":
                    file.truncate(int(place * path.stat().st_size))
                case "zeroed":
                    file.write(bytes(4096))
                case _:
                    file.truncate()
                    file.write(b"Dear diary, " * 100)
        with suppress(LibraryDamaged):  # an empty file is begun anew without a word
            everything(self.stores[self.turn % 3])
        for aside in path.parent.glob("archive.sqlite.damaged-*"):
            aside.unlink()
        self.memory.forget_what_the_wire_brought(self.chosen, self.copied)


class LongArchiveMachine(ArchiveMachine):
    """The same for longer."""


TestArchiveMachine = as_test(ArchiveMachine, 12, 25)
TestLongArchiveMachine = pytest.mark.slow(pytest.mark.timeout(900)(as_test(LongArchiveMachine, 50, 50)))
