"""Values that no archive holds.

It is set aside and begun anew, and no question ends in a mistake of our own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from digest.domain.errors import LibraryDamaged, LibraryError, NotFound
from digest.domain.query import EntryQuery
from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.store import Store
from tests.builders import a_refresh, an_entry
from tests.storage.test_archive import CHOSEN, chosen, filled, opened

__all__ = ["opened"]  # the fixture

NONSENSE = [
    "UPDATE entries SET date = 'x', first_seen = 'y'",
    "UPDATE entries SET first_seen = 9000000000000000000",
    "UPDATE entries SET published = x'00'",
    "UPDATE entries SET title = x'ff00'",
    "UPDATE entries SET title = CAST(x'ff00' AS TEXT)",
    "UPDATE entries SET month = x'00'",
    "UPDATE entries SET tags = 'nonsense'",
    "UPDATE entries SET tags = '{\"a\": 1}'",
    "UPDATE content SET html = x'00', size = 99",
    "UPDATE content SET html = 'a text'",
    "UPDATE marks SET read = 'x'",
    "UPDATE seen SET guid = x'00'",
    "UPDATE states SET state = 'x'",
    "UPDATE states SET state = x'00'",
    "UPDATE states SET state = '{\"title\": 5}'",
    "UPDATE tallies SET unread = 'x'",
    "UPDATE changes SET number = 'x'",
    "UPDATE archive SET value = x'00'",
    "UPDATE entries SET canonical_url = x'00'; PRAGMA user_version = 3",  # an older version, which is brought over
    "DELETE FROM archive",
    "DELETE FROM folded",
    "DELETE FROM search_data WHERE rowid > 1",
]

QUESTIONS: list[Callable[[Store], object]] = [
    lambda store: store.fetch_states(),
    lambda store: store.seen("f1"),
    lambda store: store.feed_counts(),
    lambda store: store.entries(EntryQuery()),
    lambda store: store.entries(EntryQuery(search="Satz")),
    lambda store: [list(rows) for rows in store.search("Beitrag a")],
    lambda store: store.months(),
    lambda store: store.entry(an_entry(2).id),
    lambda store: store.same_page(an_entry(2)),
    lambda store: store.find_entries(an_entry(2).id[:6]),
    lambda store: store.content(an_entry(2)),
    lambda store: (store.stamp(), store.others_stamp()),
    lambda store: list(store.dump()),
    lambda store: store.mark([an_entry(2)], read=True),
    lambda store: store.keep_content(an_entry(2), "<p>Ganz</p>"),
    lambda store: store.apply_refresh([a_refresh("f1", an_entry(2, title="Neu"))]),
    lambda store: store.tidy("2026-12"),
    lambda store: list(store.check()),
]


@pytest.mark.parametrize("statement", NONSENSE)
def test_nonsense_is_damage(statement: str, folder: Path, opened: Callable[..., LocalStore]) -> None:
    store = opened()
    filled(store)
    store.mark([an_entry(3)], read=True)
    store.apply_refresh([a_refresh("f1", an_entry(2), content={an_entry(2).id: "<p>Text</p>" * 50})])
    store.close()
    with closing(sqlite3.connect(folder / ARCHIVE, isolation_level=None)) as db:
        db.executescript(statement)
    told: list[LibraryDamaged] = []
    store = opened(tell=told.append)
    for question in QUESTIONS:
        with suppress(LibraryDamaged, NotFound):
            question(store)
    for question in QUESTIONS:
        with suppress(NotFound):
            question(store)
    assert chosen(store) == CHOSEN
    assert len(told) <= 1


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_what_is_no_file_is_neither_waited_for_nor_replaced(
    kind: str, folder: Path, opened: Callable[..., LocalStore]
) -> None:
    filled(opened())
    path = folder / ARCHIVE
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(folder / "a disk that is not there" / "a.sqlite")
    store = opened()
    for question in (QUESTIONS[0], QUESTIONS[-3]):
        with pytest.raises(LibraryError, match="cannot be read"):
            question(store)
    assert [problem.what for problem in store.check()] == ["unreadable"]
    assert path.is_fifo() or path.is_symlink()
    assert store.pick("p1").comment == "bleibt"


@pytest.mark.parametrize("name", ["editions.json", "feeds.json", "kept.json", "backups/editions-2026-11-01.json"])
def test_a_pipe_or_a_device_in_the_place_of_a_file_is_not_waited_for(
    name: str, folder: Path, opened: Callable[..., LocalStore]
) -> None:
    filled(opened())
    path = folder / name
    if path.parent != folder:  # asked for a good copy
        (folder / "editions.json").unlink()
        path.parent.mkdir(exist_ok=True)
    for make in (os.mkfifo, partial(os.symlink, "/dev/zero")):
        path.unlink(missing_ok=True)
        make(path)
        store = opened()
        for question in QUESTIONS:
            with suppress(NotFound, LibraryError):
                question(store)
        told = {problem.where: problem.what for problem in store.check()}
        assert told == ({name: "unreadable"} if path.parent == folder else {"editions.json": "missing"})
        assert path.is_fifo() or path.is_symlink()
        store.close()
