"""One process of a storm.

Mixed changes by chance, each told once the library has said that it is kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digest.domain.entry import PAGES
from digest.domain.errors import Conflict, LibraryError
from digest.domain.feed import FetchState
from digest.storage.files.engine.disk import Disk
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at

#: An edition of its own for each worker, which it closes and reopens; all pick for the one of MONTH.
EDITIONS = [f"2020-{month:02d}" for month in range(1, 13)]
TEXT = "Überaus wahr und kompakt zusammengefasst. " * 12


class Mixed:
    """What worker number so-and-so does.

    `say` tells a key and the value that holds for it from now on.
    Every worker changes its own records, so that the last word on each is known; all move picks of one edition and
    count up the comment of one shared pick.
    """

    def __init__(self, folder: Path, worker: int, say: Callable[[str, str], None], disk: Disk | None = None) -> None:
        self.store = LocalStore(folder, lambda: NOW, disk)
        self.worker = worker
        self.say = say
        self.chance = random.Random(worker)
        self.serial = 0
        self.picks: list[str] = []
        self.entries: list[Any] = []
        self.feed_id = f"f{worker}"
        self.failed = 0

    def begin(self) -> None:
        """Subscribe to the worker's own feed; repeatable."""
        self.store.add_feeds([a_feed(self.worker)])

    def act(self) -> None:
        """One change by chance. A disk that fails leaves things as they were, or as they were to be."""
        acts = (self.pick, self.pick, self.comment, self.comment, self.move, self.drop_or_restore, self.refresh,
                self.refresh, self.mark, self.mark, self.page, self.count_up, self.close_or_reopen)  # fmt: skip
        self.serial += 1
        try:
            self.chance.choice(acts)()
        except LibraryError:
            self.failed += 1

    def pick(self) -> None:
        name = f"p{self.worker}x{self.serial}"
        self.say(f"pick {name} comment", f"? {TEXT}{self.serial}")
        self.store.add_pick(a_pick(self.serial, id=name, url=f"https://w{self.worker}.example/{self.serial}",
                                   comment=f"{TEXT}{self.serial}"), at(self.serial))  # fmt: skip
        self.picks.append(name)
        self.say(f"pick {name} comment", f"{TEXT}{self.serial}")
        self.say(f"pick {name} dropped", "False")

    def comment(self) -> None:
        if self.picks:
            name = self.chance.choice(self.picks)
            text = f"{TEXT}geändert {self.serial}"
            self.say(f"pick {name} comment", f"? {text}")
            self.store.change_pick(name, {"comment": text}, at(self.serial))
            self.say(f"pick {name} comment", text)

    def move(self) -> None:
        present = [pick.id for pick in self.store.picks(MONTH)]
        if self.picks and present:
            self.store.move_pick(self.chance.choice(self.picks), self.chance.choice([*present, None]), at(self.serial))
            self.say("moved", str(self.serial))

    def drop_or_restore(self) -> None:
        if self.picks:
            name = self.chance.choice(self.picks)
            dropped = self.chance.random() < 0.5
            self.say(f"pick {name} dropped", f"? {dropped}")
            (self.store.drop_pick if dropped else self.store.restore_pick)(name, at(self.serial))
            self.say(f"pick {name} dropped", str(dropped))

    def refresh(self) -> None:
        new = [an_entry(self.serial * 10 + number, self.feed_id) for number in range(3)]
        state = FetchState(last_checked=at(self.serial), body_hash=str(self.serial))
        self.say(f"state {self.feed_id}", f"? {self.serial}")
        self.store.apply_refresh([a_refresh(self.feed_id, *new, state=state)])
        self.entries += new
        self.say(f"state {self.feed_id}", str(self.serial))
        for entry in new:
            self.say(f"entry {entry.id} read", "False")

    def mark(self) -> None:
        if self.entries:
            entry = self.chance.choice(self.entries)
            read = self.chance.random() < 0.7
            self.say(f"entry {entry.id} read", f"? {read}")
            self.store.mark([entry], read=read)
            self.say(f"entry {entry.id} read", str(read))

    def page(self) -> None:
        page = an_entry(self.serial, PAGES, url=f"https://w{self.worker}.example/seite/{self.serial}", guid="")
        self.store.add_page(page, "<p>Seite</p>")
        self.say(f"entry {page.id} read", "False")

    def count_up(self) -> None:
        """As often as somebody else is faster."""
        while True:
            shared = self.store.pick("shared")
            try:
                self.say("counted", "?")
                self.store.change_pick(
                    "shared", {"comment": str(int(shared.comment) + 1)}, at(self.serial), version=shared.version
                )
            except Conflict:
                self.say("counted", "no")
                continue
            self.say("counted", str(self.serial))
            return

    def close_or_reopen(self) -> None:
        from tests.builders import a_frozen

        edition_id = EDITIONS[self.worker % len(EDITIONS)]
        if self.worker >= len(EDITIONS):
            return
        if self.store.edition(edition_id).is_closed:
            self.say(f"edition {edition_id}", "? False")
            self.store.reopen_edition(edition_id, at(self.serial))
            self.say(f"edition {edition_id}", "False")
        else:
            self.say(f"edition {edition_id}", "? True")
            self.store.close_edition(edition_id, a_frozen(), at(self.serial))
            self.say(f"edition {edition_id}", "True")


def work(folder: Path, worker: int, operations: int, rarity: int, told: Path, start: Any) -> None:
    """So many operations; with `rarity` on a disk that fails now and then.

    What is said goes to the file `told`.
    """
    from tests.storage.unreliable import UnreliableDisk

    disk = UnreliableDisk(random.Random(worker), rarity) if rarity else None
    with told.open("a", buffering=1, encoding="utf-8") as stream:

        def say(key: str, value: str) -> None:
            stream.write(f"{key}\t{value}\n")

        mixed = Mixed(folder, worker, say, disk)
        while True:
            try:
                mixed.begin()
                break
            except LibraryError:
                continue
        start.wait()
        for _ in range(operations):
            mixed.act()
        for call, count in (disk.faults if disk else {}).items():
            say(f"fault {call}", str(count))
        say("failed", str(mixed.failed))
        mixed.store.close()


def watch(folder: Path, stop: Any, answers: Any) -> None:
    """Read everything again and again until told to stop.

    Every file loads, and every answer makes sense.
    """
    import json

    from digest.domain.query import EntryQuery

    rounds = files = 0
    store = LocalStore(folder, lambda: NOW)
    while True:
        ending = stop.is_set()
        for path in sorted(folder.rglob("*.json")):
            try:
                data = path.read_bytes()
            except FileNotFoundError:  # a closed edition was reopened
                continue
            assert json.loads(data)["format"] == 1, path
            files += 1
        library = store if rounds % 2 else LocalStore(folder, lambda: NOW)
        ranks = [pick.rank for pick in library.picks(MONTH, dropped=True)]
        assert ranks == sorted(set(ranks)), "two picks of one rank"
        rows = library.entries(EntryQuery(limit=50)).rows
        assert len({row.entry.id for row in rows}) == len(rows), "an entry twice"
        assert all(library.entry(row.entry.id).entry.id == row.entry.id for row in rows[:5])
        assert {edition.id for edition in library.editions()} >= {MONTH}, "an edition vanished"
        library.fetch_states(), library.feed_counts(), library.places(), library.stamp()
        rounds += 1
        if ending:
            break
    answers.put((rounds, files))
