"""The archive: what is wrong with its file, who else uses it, and what a search compares."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import Message
from digest.domain.query import EntryQuery
from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.sql.records import NEWEST_FIRST
from digest.storage.sql.schema import STEPS, VERSION
from digest.storage.sql.sqlite import Database
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[..., LocalStore]]:
    """Opens the library once more, as another process would."""
    stores: list[LocalStore] = []

    def open_again(**more: object) -> LocalStore:
        stores.append(LocalStore(folder, lambda: NOW, **more))  # type: ignore[arg-type]
        return stores[-1]

    yield open_again
    for store in stores:
        store.close()


def filled(store: LocalStore) -> None:
    """Entries of a feed, one on the shortlist, a page, a pick.

    Closed, so that all stands in one file.
    """
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number, summary="Satz. " * 200) for number in range(1, 40)))])
    store.add_page(an_entry(50, PAGES), "<p>Seite</p>")
    store.mark([an_entry(1)], shortlisted=True)
    store.add_pick(a_pick(1, comment="bleibt"), NOW)
    store.close()


def chosen(store: LocalStore) -> tuple[list[str], list[str], str]:
    """What people chose and wrote."""
    listed = store.entries(EntryQuery(shortlisted=True)).rows
    pages = store.entries(EntryQuery(feed_ids=(PAGES,))).rows
    return [row.entry.id for row in listed], [row.entry.id for row in pages], store.pick("p1").comment


CHOSEN = [an_entry(1).id], [an_entry(50, PAGES).id], "bleibt"


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
        db.commit()


def without_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE tallies")


def zeroed(first: int, pages: int = 1) -> Callable[[Path], None]:
    def act(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(first * 4096)
            file.write(bytes(4096 * pages))

    return act


def cut(share: float) -> Callable[[Path], None]:
    def act(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(int(path.stat().st_size * share))

    return act


GARBAGE = {
    "another program's database": foreign,
    "no database": lambda path: path.write_text("Liebes Tagebuch, " * 500),
    "a few bytes": lambda path: path.write_bytes(b"SQL"),
    "half of it": cut(0.5),
    "all but the last page": cut(0.99),
    "the first page zeroed": zeroed(0),
    "ten pages zeroed": zeroed(3, 10),
    "a table dropped": without_table,
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_a_damaged_archive_is_set_aside_and_begun_anew(
    garbage: Callable[[Path], object], folder: Path, opened: Callable[..., LocalStore]
) -> None:
    filled(opened())
    path = folder / ARCHIVE
    garbage(path)
    told: list[LibraryDamaged] = []
    store = opened(tell=told.append)
    store.feed_counts()
    assert chosen(store) == CHOSEN
    assert store.seen("f1") == []
    assert [str(error).count(f"{ARCHIVE}.damaged-2026") for error in told] == [1]
    assert "digest fetch" in str(told[0].remedy)
    assert [each.what for each in store.check()] == ["set-aside"]
    assert [store.repair(each) for each in store.check()] == [True]
    assert list(store.check()) == []
    store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2))])
    assert store.entries(EntryQuery()).total == 3


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_doctor_sees_damage_before_anybody_meets_it_and_begins_anew(
    garbage: Callable[[Path], object], folder: Path, opened: Callable[..., LocalStore]
) -> None:
    filled(opened())
    garbage(folder / ARCHIVE)
    store = opened()
    found = [problem for problem in store.check() if problem.where == ARCHIVE]
    if garbage is without_table:  # every page is well
        return
    assert [(problem.what, problem.mend) for problem in found] == [("damaged", "refill")]
    assert store.repair(found[0])
    assert chosen(store) == CHOSEN


def test_whatever_page_is_lost_every_question_is_answered_and_nothing_chosen_is_lost(
    folder: Path, opened: Callable[..., LocalStore]
) -> None:
    filled(opened())
    path = folder / ARCHIVE
    whole = path.read_bytes()
    for page in range(len(whole) // 4096):
        for aside in folder.glob(f"{ARCHIVE}*"):
            aside.unlink()
        path.write_bytes(whole)
        zeroed(page)(path)
        told: list[LibraryDamaged] = []
        store = LocalStore(folder, lambda: NOW, tell=told.append)
        assert chosen(store) == CHOSEN
        store.entries(EntryQuery(search="Beitrag 7"))
        for asked in (store.fetch_states, lambda store=store: store.seen("f1")):
            with suppress(LibraryDamaged):  # these two are always told to whoever refreshes
                asked()
            asked()
        store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(41))])
        store.mark([an_entry(1)], read=True)
        assert store.entry(an_entry(1).id).read
        assert len(told) <= 1, page
        with suppress(LibraryDamaged):  # half a backup is none, so that is always raised, too
            list(store.dump())
        assert list(store.dump())
        assert chosen(store) == CHOSEN
        store.close()


def test_without_anybody_to_tell_damage_is_raised_once(folder: Path, opened: Callable[..., LocalStore]) -> None:
    filled(opened())
    foreign(folder / ARCHIVE)
    store = opened()
    with pytest.raises(LibraryDamaged):
        store.fetch_states()
    assert store.fetch_states() == {}
    assert chosen(store) == CHOSEN


@pytest.mark.parametrize("leftovers", [False, True])
def test_deleting_the_archive_loses_nothing_that_somebody_chose(
    leftovers: bool, folder: Path, opened: Callable[..., LocalStore]
) -> None:
    filled(opened())
    watching, writing = opened(), opened()
    writing.mark([an_entry(3)], read=True)
    assert watching.entries(EntryQuery()).total == 40
    (folder / ARCHIVE).unlink()
    if not leftovers:
        for path in folder.glob(f"{ARCHIVE}-*"):
            path.unlink()
    for store in (watching, writing, opened()):
        assert chosen(store) == CHOSEN
        assert store.entries(EntryQuery()).total == 2
    watching.close()
    writing.apply_refresh([a_refresh("f1", an_entry(2))])
    assert opened().entries(EntryQuery()).total == 3
    assert list(opened().check()) == []


def test_an_archive_of_a_newer_version_is_not_touched(folder: Path, opened: Callable[..., LocalStore]) -> None:
    filled(opened())
    path = folder / ARCHIVE
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    store = opened()
    for act in (store.fetch_states, lambda: store.apply_refresh([a_refresh("f1", an_entry(2))])):
        with pytest.raises(LibraryError, match="newer digest") as caught:
            act()
        assert not isinstance(caught.value, LibraryDamaged)
    assert [problem.what for problem in store.check()] == ["newer"]
    assert path.read_bytes() == before


@pytest.fixture
def of_version_2(opened: Callable[..., LocalStore]) -> LocalStore:
    """A library whose archive an older version has made, which knew fewer tables."""
    store = opened()
    store._opened_archive.database.steps = STEPS[:2]
    filled(store)
    store.close()
    return store


def test_a_change_to_todays_version_tells_how_far_it_is_and_may_be_cut_off(
    folder: Path, of_version_2: LocalStore, opened: Callable[..., LocalStore]
) -> None:
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        db.execute("UPDATE entries SET canonical_url = 'https://m.f1.example/' || number || '/amp'")
        db.commit()

    def rest() -> int:
        with closing(sqlite3.connect(folder / ARCHIVE)) as db:
            return int(db.execute("SELECT count(*) FROM entries WHERE canonical_url LIKE '%/amp'").fetchone()[0])

    def cut_off(message: Message) -> None:
        told.append(str(message))
        if len(told) == 3:
            raise KeyboardInterrupt

    told: list[str] = []
    store = opened(on_progress=cut_off)
    store._opened_archive.database.rows_at_once = 10
    with pytest.raises(KeyboardInterrupt):
        store.months()
    assert rest() == 20
    again: list[str] = []
    store = opened(on_progress=lambda message: again.append(str(message)))
    store._opened_archive.database.rows_at_once = 10
    assert store.entries(EntryQuery()).total == 40
    assert rest() == 0
    assert [text.split(": ")[1] for text in again] == ["0 %", "25 %", "50 %", "75 %"]
    assert again[:3] == told


def test_an_archive_of_any_older_version_gains_the_order_of_today(
    folder: Path, of_version_2: LocalStore, opened: Callable[..., LocalStore]
) -> None:
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        old = "UPDATE entries SET canonical_url = 'https://m.f1.example/7/amp' WHERE id = ?"
        db.execute(old, (an_entry(7).id,))
        db.commit()
    store = opened()
    assert chosen(store) == CHOSEN
    assert store.entries(EntryQuery()).total == 40
    # Versions before 4 hold what an older rule may have made of an address.
    assert [entry.id for entry in store.find_entries("https://m.f1.example/7/amp")] == [an_entry(7).id]
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        plan = db.execute(f"EXPLAIN QUERY PLAN SELECT * FROM entries e ORDER BY {NEWEST_FIRST}").fetchall()
    assert [step[-1] for step in plan] == ["SCAN e USING INDEX entries_newest"]


def test_what_an_older_rule_made_of_an_address_is_found(opened: Callable[..., LocalStore]) -> None:
    store = opened()
    store.add_feeds([a_feed(1)])
    old = an_entry(1, url="https://m.f1.example/7/amp", canonical_url="https://m.f1.example/7/amp")
    store.apply_refresh([a_refresh("f1", old)])
    page = an_entry(
        2, PAGES, url="https://seite.example/a?sara_ref=x", canonical_url="https://seite.example/a?sara_ref=x"
    )
    store.add_page(page, "")
    assert [entry.id for entry in store.find_entries("https://f1.example/7")] == [old.id]
    assert [entry.id for entry in store.find_entries("https://seite.example/a")] == [page.id]
    again = an_entry(3, PAGES, url="https://seite.example/a")
    assert store.add_page(again, "").id == page.id


def test_a_folder_of_that_name_is_told_as_such(folder: Path, opened: Callable[..., LocalStore]) -> None:
    (folder / ARCHIVE).mkdir(parents=True)
    store = opened()
    store.add_feeds([a_feed(1)])
    for act in (store.fetch_states, lambda: store.apply_refresh([a_refresh("f1", an_entry(2))])):
        with pytest.raises(LibraryError, match="folder in place of a file"):
            act()
    assert [problem.what for problem in store.check()] == ["unreadable"]


def test_who_waits_too_long_for_another_program_is_told(tmp_path: Path) -> None:
    database = Database(tmp_path / ARCHIVE, lambda: NOW, lambda _: None, patience=0.05)
    database.change(lambda db: db.execute("INSERT INTO changes VALUES ('x', 1)"))
    with closing(sqlite3.connect(tmp_path / ARCHIVE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LibraryError, match="locked by another program"):
            database.change(lambda db: db.execute("INSERT INTO changes VALUES ('y', 1)"))
        assert database.ask(lambda db: db.execute("SELECT part FROM changes WHERE number").fetchall()) == [("x",)]
    database.close()


def test_a_library_that_is_only_looked_at_gets_no_archive(folder: Path, opened: Callable[..., LocalStore]) -> None:
    store = opened()
    assert store.entries(EntryQuery(search="x")).total == 0
    assert list(store.search("Wort")) == []
    store.stamp()
    assert not folder.exists()


def test_only_the_owner_may_read_it(folder: Path, opened: Callable[..., LocalStore]) -> None:
    store = opened()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    files = list(folder.glob(f"{ARCHIVE}*"))
    assert len(files) > 1
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_the_archive_may_lie_elsewhere(folder: Path, tmp_path: Path, opened: Callable[..., LocalStore]) -> None:
    store = opened(archive=tmp_path / "cache" / "a.sqlite")
    filled(store)
    assert (tmp_path / "cache" / "a.sqlite").exists()
    assert not list(folder.glob(f"{ARCHIVE}*"))
    elsewhere = opened(archive=tmp_path / "another machine" / "a.sqlite")
    assert chosen(elsewhere) == CHOSEN
    elsewhere.remove_page(an_entry(50, PAGES))
    assert store.entries(EntryQuery(feed_ids=(PAGES,))).total == 0


def test_read_marks_come_back_with_a_lost_archive_as_of_the_days_copy(
    folder: Path, opened: Callable[..., LocalStore]
) -> None:
    filled(opened())
    store = opened()
    store.mark([an_entry(2), an_entry(50, PAGES)], read=True)
    store.apply_refresh([a_refresh("f1", an_entry(40))])
    store.mark([an_entry(3)], read=True)  # after the copy
    store.close()
    (folder / ARCHIVE).unlink()
    store = opened()
    store.apply_refresh([a_refresh("f1", an_entry(2), an_entry(3))])
    read = {row.entry.id for row in store.entries(EntryQuery()).rows if row.read}
    assert read == {an_entry(2).id, an_entry(50, PAGES).id}


def test_one_archive_is_not_shared_by_two_libraries(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.sqlite"
    first = LocalStore(folder, lambda: NOW, archive=archive)
    filled(first)
    assert LocalStore(folder, lambda: NOW, archive=archive).entries(EntryQuery()).total == 40
    other = LocalStore(tmp_path / "other", lambda: NOW, archive=archive)
    for act in (other.fetch_states, other.feed_counts):
        with pytest.raises(LibraryError, match="archive of another library"):
            act()
    folder.rename(tmp_path / "moved")
    moved = LocalStore(tmp_path / "moved", lambda: NOW, archive=archive)
    assert chosen(moved) == CHOSEN
    moved.close()


def test_an_archive_that_lies_in_the_folder_counts_before_another_place(folder: Path, tmp_path: Path) -> None:
    filled(LocalStore(folder, lambda: NOW))
    store = LocalStore(folder, lambda: NOW, archive=tmp_path / "a.sqlite")
    assert store.entries(EntryQuery()).total == 40
    assert not (tmp_path / "a.sqlite").exists()
    store.close()
