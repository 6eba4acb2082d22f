"""Closed editions lie in files of their own.

In one place that counts, whatever a crash or a backup left behind.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.domain.errors import EditionClosed, LibraryDamaged, LibraryError
from digest.domain.problem import Problem
from digest.storage.local import LocalStore
from tests.builders import NOW, a_frozen, a_pick, at
from tests.storage.conftest import FailingDisk

Open = Callable[..., LocalStore]
OLD, NEW = "2026-10", "2026-11"


@pytest.fixture
def store(open_store: Open) -> LocalStore:
    """An edition that is closed, and one at work."""
    opened = open_store()
    opened.add_pick(a_pick(1, OLD, comment="alt"), NOW)
    opened.add_pick(a_pick(2, NEW, comment="neu"), NOW)
    opened.close_edition(OLD, a_frozen(), at(1))
    return opened


def data(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_bytes())


def test_a_closed_edition_lies_in_a_file_of_its_own_with_a_copy(folder: Path, store: LocalStore) -> None:
    assert set(data(folder, "editions.json")["picks"]) == {"p2"}
    assert set(data(folder, "editions.json")["editions"]) == {NEW}
    assert data(folder, f"closed/{OLD}.json")["picks"]["p1"]["comment"] == "alt"
    assert (folder / "backups" / "closed" / f"{OLD}.json").read_bytes() == (
        folder / "closed" / f"{OLD}.json"
    ).read_bytes()
    assert [edition.id for edition in store.editions()] == [NEW, OLD]
    assert {pick.id for pick in store.find_picks("p")} == {"p1", "p2"}
    with pytest.raises(EditionClosed):
        store.change_pick("p1", {"comment": "x"}, NOW)


def test_reopening_brings_it_back_and_leaves_nothing_on_the_shelf(folder: Path, store: LocalStore) -> None:
    store.reopen_edition(OLD, at(2))
    assert store.change_pick("p1", {"comment": "anders"}, at(3)).version == 2
    assert not list((folder / "closed").glob("*.json"))
    assert not list((folder / "backups" / "closed").glob("*.json"))
    assert list(store.check()) == []
    store.close_edition(OLD, a_frozen(), at(4))
    assert store.pick("p1").comment == "anders"


def test_work_on_the_present_edition_does_not_touch_the_shelf(folder: Path, store: LocalStore) -> None:
    before = (folder / "closed" / f"{OLD}.json").stat().st_ino
    store.change_pick("p2", {"comment": "mehr"}, NOW)
    assert (folder / "closed" / f"{OLD}.json").stat().st_ino == before


def test_cut_off_while_closing_the_shelf_counts(folder: Path, open_store: Open, disk: FailingDisk) -> None:
    """The rename of the closed edition is the moment.

    What is left of the draft is passed over and taken away.
    """
    store = open_store(disk=disk)
    store.add_pick(a_pick(1, OLD, comment="alt"), NOW)
    store.change_pick("p1", {"comment": "so"}, NOW)
    draft = (folder / "editions.json").read_bytes()
    store.close_edition(OLD, a_frozen(), at(1))
    (folder / "editions.json").write_bytes(draft)
    for library in (store, open_store()):
        assert library.edition(OLD).is_closed
        assert [pick.comment for pick in library.picks(OLD)] == ["so"]
        assert [edition.id for edition in library.editions()] == [OLD]
        assert len(library.find_picks("p1")) == 1
        with pytest.raises(EditionClosed):
            library.change_pick("p1", {"comment": "x"}, NOW)
    store.change_edition(OLD, {"url": "https://blog.example/"}, at(2))
    assert data(folder, "editions.json")["picks"] == {}


def test_cut_off_while_reopening_the_draft_counts(folder: Path, open_store: Open, store: LocalStore) -> None:
    closed = (folder / "closed" / f"{OLD}.json").read_bytes()
    store.reopen_edition(OLD, at(2))
    store.change_pick("p1", {"comment": "weiter"}, at(3))
    (folder / "closed" / f"{OLD}.json").write_bytes(closed)
    for library in (store, open_store()):
        assert not library.edition(OLD).is_closed
        assert library.pick("p1").comment == "weiter"
        assert [pick.comment for pick in library.picks(OLD)] == ["weiter"]
        assert len(library.places()) == 2
    store.close_edition(OLD, a_frozen(), at(4))
    assert data(folder, f"closed/{OLD}.json")["picks"]["p1"]["comment"] == "weiter"


def test_an_older_backup_put_back_does_not_hide_what_was_closed_since(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1, OLD, comment="Entwurf"), NOW)
    older = (folder / "editions.json").read_bytes()
    store.change_pick("p1", {"comment": "letzte Fassung"}, NOW)
    store.close_edition(OLD, a_frozen(), at(1))
    (folder / "editions.json").write_bytes(older)
    assert store.pick("p1").comment == "letzte Fassung"
    assert store.edition(OLD).is_closed


def test_a_failure_while_closing_leaves_a_draft_or_a_closed_edition(
    folder: Path, open_store: Open, disk: FailingDisk
) -> None:
    failed = 0
    for call in ("open_new", "write", "fsync", "rename"):
        for nth in range(1, 30):
            store = open_store(disk=disk)
            store.reopen_edition(OLD, NOW)
            store.add_pick(a_pick(1, OLD, comment="alt"), NOW)
            disk.fail(call, nth, errno.ENOSPC)
            try:
                store.close_edition(OLD, a_frozen(), at(1))
            except LibraryError:
                failed += 1
            finally:
                disk.mend()
            fresh = open_store()
            assert [pick.comment for pick in fresh.picks(OLD)] == ["alt"]
            assert fresh.edition(OLD) == store.edition(OLD)
            assert len(fresh.find_picks("p1")) == 1
            store.close()
            fresh.close()
    assert failed > 10


@pytest.mark.parametrize("damage", [b"", b"\0" * 512, b"<<<<<<< HEAD\n{}", '{"format": 1}'.encode("utf-16")])
def test_a_damaged_closed_edition_is_told_once_and_the_others_stay_usable(
    folder: Path, open_store: Open, store: LocalStore, damage: bytes
) -> None:
    (folder / "closed" / f"{OLD}.json").write_bytes(damage)
    with pytest.raises(LibraryDamaged, match="set aside") as caught:
        store.places()
    assert str(folder / "backups" / "closed" / f"{OLD}.json") in str(caught.value.remedy)
    assert list(store.places()) == ["https://seite.example/2"]
    assert store.change_pick("p2", {"comment": "geht"}, NOW).comment == "geht"
    for library in (store, open_store()):
        with pytest.raises(LibraryDamaged, match="missing"):
            library.picks(OLD)
        with pytest.raises(LibraryDamaged, match="missing"):
            library.add_pick(a_pick(9, OLD), NOW)
    assert Problem(f"closed/{OLD}.json", "missing") in [
        Problem(problem.where, problem.what) for problem in store.check()
    ]


def test_a_deleted_closed_edition_is_damage(folder: Path, store: LocalStore) -> None:
    (folder / "closed" / f"{OLD}.json").unlink()
    with pytest.raises(LibraryDamaged, match="missing"):
        store.edition(OLD)
    assert [problem.what for problem in store.check()] == ["missing"]
