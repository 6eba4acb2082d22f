"""Which closed editions mention a page is indexed.

Never older than the editions, and made again if it is lost.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from digest.domain.entry import Entry
from digest.domain.errors import LibraryDamaged
from digest.domain.query import EntryQuery
from digest.storage.files.library_files import LibraryFiles
from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.sql.mentions import ArchivedMentions
from digest.storage.sql.sqlite import Database
from tests.builders import NOW, a_frozen, a_pick, an_entry, at
from tests.storage.conftest import files_of

Open = Callable[..., LocalStore]
CLOSED = ["2026-07", "2026-08", "2026-09", "2026-10"]
LINKED = "https://dort.example/a"


@pytest.fixture
def store(folder: Path, open_store: Open) -> LocalStore:
    """Four closed editions, as if they had been closed an hour ago, and one at work."""
    opened = open_store()
    opened.add_page(a_page())
    for number, month in enumerate([*CLOSED, "2026-11"], start=1):
        opened.add_pick(a_pick(number, month, comment=f"Siehe {LINKED}", entry_id=f"e{number}"), NOW)
        opened.change_edition(month, {"intro": f"Nach https://dort.example/{number}"}, NOW)
        if month in CLOSED:
            opened.close_edition(month, a_frozen(), at(1))
    age(folder)
    return opened


def a_page() -> Entry:
    return an_entry(1, url="https://seite.example/", canonical_url="https://seite.example/")


def age(folder: Path) -> None:
    for path in folder.glob("closed/*.json"):
        found = path.stat()
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - 3_600_000_000_000))


def answers(store: LocalStore) -> object:
    return store.editions(), store.places(), store.places([LINKED, "e2"]), store.find_picks("p"), store.founded()


def indexed(folder: Path) -> dict[str, int]:
    """The editions that are known, in the state in which their files are."""
    with sqlite3.connect(f"file:{folder / ARCHIVE}?mode=ro", uri=True) as db:
        noted = dict(db.execute("SELECT name, value FROM archive WHERE name IN ('closed', 'versions')"))
    return json.loads(noted["versions"]) if noted else {}


def test_only_the_editions_that_mention_a_page_are_read(
    open_store: Open, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [store.places(["e2"]), store.places(["https://nirgends.example/"]), store.edition_ids(), store.pick("p3")]
    read: list[str] = []
    closed = LibraryFiles.closed

    def noted(files: LibraryFiles, edition_id: str) -> object:
        read.append(edition_id)
        return closed(files, edition_id)

    monkeypatch.setattr(LibraryFiles, "closed", noted)
    opened = open_store()
    assert [opened.places(["e2"]), opened.places(["https://nirgends.example/"]), opened.edition_ids()] == first[:3]
    assert read == ["2026-08"]
    assert opened.find_picks("p3") == [opened.pick("p3")] == [first[3]]
    assert {*read} == {"2026-08", "2026-09"}


def test_the_index_says_what_the_files_say(folder: Path, open_store: Open, store: LocalStore) -> None:
    first = answers(store)
    assert [*indexed(folder)] == CLOSED
    second = answers(open_store())
    (folder / ARCHIVE).unlink()
    assert answers(open_store()) == first == second


def test_it_is_written_only_where_something_has_changed(folder: Path, open_store: Open, store: LocalStore) -> None:
    answers(store)
    written = indexed(folder)
    answers(open_store())
    store.change_pick("p5", {"comment": "mehr"}, NOW)
    answers(open_store())
    assert indexed(folder) == written


@pytest.mark.parametrize("later", [True, False])
def test_what_is_closed_reopened_or_changed_elsewhere_is_seen_at_once(
    folder: Path, open_store: Open, store: LocalStore, later: bool
) -> None:
    answers(store)
    watching, other = open_store(), open_store()
    answers(watching)

    def everywhere(name: str) -> list[list[str]]:
        if later:
            age(folder)
        libraries = (store, watching, other, open_store())
        return [[place.edition_id for place in library.places([name]).get(name, ())] for library in libraries]

    other.close_edition("2026-11", a_frozen(), at(2))
    assert everywhere(LINKED) == [[*CLOSED, "2026-11"]] * 4
    other.reopen_edition("2026-08", at(3))
    assert everywhere(LINKED) == [["2026-07", "2026-09", "2026-10", "2026-11"]] * 4
    other.change_pick("p2", {"url": "https://neu.example/"}, at(4))
    assert everywhere("https://neu.example") == [["2026-08"]] * 4
    other.close_edition("2026-08", a_frozen(), at(5))
    assert everywhere(a_pick(2).canonical_url) == [[]] * 4
    assert everywhere("https://neu.example") == [["2026-08"]] * 4


def test_a_file_changed_twice_within_one_tick_is_not_taken_for_the_old_one(
    folder: Path, open_store: Open, store: LocalStore
) -> None:
    """As on kernels whose clock for files ticks every few milliseconds: size and time are equal."""
    answers(store)
    path = folder / "closed" / "2026-10.json"
    found = path.stat()
    for word in (b"https://eins.example", b"https://zwei.example"):
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"https://dort.example", word).replace(b"https://eins.example", word))
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
        assert list(open_store().places([f"{word.decode()}/4"])) == [f"{word.decode()}/4"]


def in_place(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def by_replacing(path: Path, data: bytes) -> None:
    beside = path.with_name(path.name + "~")
    beside.write_bytes(data)
    beside.replace(path)


@pytest.mark.parametrize("edited", [in_place, by_replacing])
def test_what_is_edited_by_hand_in_any_closed_edition_is_seen_by_all_that_shows_it(
    folder: Path, open_store: Open, store: LocalStore, edited: Callable[[Path, bytes], None]
) -> None:
    store.add_pages([an_entry(10 + number, url=a_pick(number).url) for number in range(1, 5)])
    for number, month in enumerate(CLOSED, start=1):
        answers(open_store())  # the index knows all files in their present state
        path, new = folder / "closed" / f"{month}.json", f"https://neu.example/{number}"
        data = path.read_bytes().replace(f"https://dort.example/{number}".encode(), new.encode())
        edited(path, data.replace(b'"Siehe', b'"Lies').replace(f'"p{number}"'.encode(), f'"q{number}"'.encode()))
        age(folder)
        store.others_stamp()  # as an interface looks for it every second
        for opened in (open_store(), store):
            assert [place.edition_id for place in opened.places([new])[new]] == [month]
            assert f"https://dort.example/{number}" not in opened.places()
            assert opened.edition(month).intro == f"Nach {new}"
            assert opened.edition(month) in opened.editions()
            assert [pick.id for pick in opened.find_picks(f"q{number}")] == [f"q{number}"]
            assert opened.find_picks(f"p{number}") == []
            assert [opened.pick(f"q{number}")] == opened.picks(month)
            assert opened.entries(EntryQuery(search="lies")).total == number


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize(
    "senseless",
    [
        "UPDATE archive SET value = 'viel' WHERE name = 'mentioned'",
        "UPDATE archive SET value = 'viel' WHERE name = 'versions'",
        "UPDATE archive SET value = '[3]' WHERE name = 'versions'",
        """UPDATE archive SET value = '{"2026-08": "viel"}' WHERE name = 'versions'""",
    ],
)
def test_an_index_that_makes_no_sense_is_told_as_damage_and_made_anew(
    folder: Path, open_store: Open, store: LocalStore, told: bool, senseless: str
) -> None:
    before = answers(store)
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        db.executescript(senseless)
    heard: list[LibraryDamaged] = []
    opened = LocalStore(folder, lambda: NOW, tell=heard.append if told else None)
    if told:
        assert answers(opened) == before
        assert len(heard) == 1
    else:
        with pytest.raises(LibraryDamaged, match=r"archive\.sqlite"):
            opened.places([LINKED])
    assert answers(open_store()) == before


def test_an_archive_that_is_locked_or_may_only_be_read_is_waited_for_once(
    folder: Path, open_store: Open, store: LocalStore
) -> None:
    before = answers(store)
    age(folder)
    with sqlite3.connect(folder / ARCHIVE, isolation_level=None) as db:
        db.execute("DELETE FROM mentions")
        db.execute("DELETE FROM archive WHERE name IN ('closed', 'versions')")
        db.execute("BEGIN IMMEDIATE")  # somebody is writing: what was read is not noted, nor waited for
        assert answers(open_store()) == before
        db.execute("ROLLBACK")
    db.close()
    assert indexed(folder) == {}
    watching = open_store()
    stamp = watching.others_stamp()
    assert answers(open_store()) == before
    assert [*indexed(folder)] == CLOSED
    assert watching.others_stamp() == stamp  # no change that an interface must be told of


def test_an_archive_that_is_locked_for_ever_is_not_waited_for(folder: Path, store: LocalStore) -> None:
    store.places([LINKED])
    store.close()
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        (state,) = db.execute("SELECT value FROM archive WHERE name = 'closed'").fetchone()
    database = Database(folder / ARCHIVE, lambda: NOW, lambda _: None, patience=3600)
    with closing(sqlite3.connect(folder / ARCHIVE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert ArchivedMentions(database).about(state, [LINKED]) is None
    found = ArchivedMentions(database).about(state, [LINKED])
    assert found is not None
    assert ([*found.versions], {*found.editions}) == (CLOSED, {*CLOSED})
    assert database.ask(lambda db: db.execute("PRAGMA busy_timeout").fetchone()) == (3_600_000,)
    database.close()


def test_a_library_without_an_archive_gets_none_for_the_index(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    before = files_of(folder)
    answers(open_store())
    assert files_of(folder) == before


def test_an_archive_that_is_lost_while_one_works_takes_no_answer_along(
    folder: Path, open_store: Open, store: LocalStore
) -> None:
    before = answers(open_store()), answers(store)
    for path in folder.glob(f"{ARCHIVE}*"):
        path.unlink()
    assert (answers(store), answers(store)) == before
    assert store.add_page(a_page())  # makes another archive, whose index is empty
    assert (answers(store), answers(open_store())) == before


def test_tidying_takes_away_the_cache_of_former_versions(folder: Path, store: LocalStore) -> None:
    (folder / "index").mkdir()
    (folder / "index" / "pages").write_text("0.1.0 1a2b3c4d\n{}")
    store.tidy("2026-11", dry_run=True)
    assert (folder / "index").exists()
    store.tidy("2026-11")
    assert not (folder / "index").exists()
