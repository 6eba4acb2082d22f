"""Looking at a folder while others work in it, and with things in it that are none of ours."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest

from digest.domain.edition import Frozen
from digest.domain.errors import LibraryDamaged
from digest.domain.query import EntryQuery
from digest.storage.files.engine import file_states
from digest.storage.files.engine.disk import Disk
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry

Open = Callable[..., LocalStore]

MONTHS = ["2026-08", "2026-09", "2026-10"]


@pytest.fixture
def store(open_store: Open) -> LocalStore:
    store = open_store()
    store.add_feeds([a_feed(1)])
    for number, month in enumerate(MONTHS):
        store.apply_refresh([a_refresh("f1", an_entry(number, month=month))])
        store.mark([an_entry(number, month=month)], shortlisted=True)
        store.add_pick(a_pick(number, month), NOW)
        store.close_edition(month, Frozen("Titel", ("Strategie",), 1, "de"), NOW)
    return store


def test_the_lock_of_an_editor_hides_nothing(folder: Path, open_store: Open, store: LocalStore) -> None:
    """Emacs leaves a link that leads nowhere while a changed file is open."""
    (folder / "closed" / ".#2026-09.json").symlink_to("anna@rechner.1234:17")
    for opened in (store, open_store()):
        assert opened.edition_ids() == MONTHS[::-1]
        assert opened.entries(EntryQuery(shortlisted=True)).total == 3
        assert len(list(opened.dump())) > 0
        assert list(opened.check()) == []


def test_a_closed_edition_that_is_a_link_to_nowhere_is_lost_and_not_gone(
    folder: Path, open_store: Open, store: LocalStore
) -> None:
    path = folder / "closed" / "2026-09.json"
    path.unlink()
    path.symlink_to("/nirgends/2026-09.json")
    with pytest.raises(LibraryDamaged, match=r"2026-09\.json"):
        open_store().ensure_whole()


def test_a_file_that_goes_while_one_looks_takes_no_other_along(folder: Path, store: LocalStore) -> None:
    names = sorted(path.name for path in (folder / "closed").iterdir())
    (folder / "closed" / "2026-09.json").unlink()
    found = file_states.folder_state(folder / "closed", names)
    assert [name for name, _ in found] == ["2026-08.json", "2026-10.json"]


class StandingStill(Disk):
    """A disk on which a folder's times do not tell that a file has come, as some network drives."""

    def __init__(self) -> None:
        self._first: dict[Path, os.stat_result] = {}

    def stat(self, path: Path) -> os.stat_result:
        found = path.stat()
        return self._first.setdefault(path, found) if path.is_dir() else found


def test_a_closed_edition_of_which_the_folders_times_tell_nothing_is_seen(
    folder: Path, open_store: Open, store: LocalStore
) -> None:
    os.utime(folder / "closed", (0, 0))
    looking = open_store(disk=StandingStill())
    assert looking.edition_ids() == MONTHS[::-1]
    before = looking.others_stamp()
    copyfile(folder / "closed" / "2026-10.json", folder / "closed" / "2026-07.json")
    assert looking.others_stamp() != before


class Counting(Disk):
    """Remembers which folders were listed."""

    def __init__(self) -> None:
        self.listed: list[Path] = []

    def names(self, folder: Path) -> list[str]:
        self.listed.append(folder)
        return super().names(folder)


def test_the_folder_of_closed_editions_is_listed_once_for_all_who_ask(
    folder: Path, open_store: Open, store: LocalStore
) -> None:
    os.utime(folder / "closed", (0, 0))
    disk = Counting()
    looking = open_store(disk=disk)
    assert looking.picks(MONTH) == []  # asks for damaged files of that name
    assert looking.edition_ids() == MONTHS[::-1]
    assert disk.listed.count(folder / "closed") == 1


def test_this_month_is_no_closed_one(store: LocalStore) -> None:
    store.add_pick(a_pick(9, MONTH), NOW)
    assert store.edition_ids() == [MONTH, *MONTHS[::-1]]
