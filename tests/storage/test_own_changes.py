"""An interface is told of what others change in the library, never of its own changes."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.domain.edition import Edition
from digest.domain.errors import LibraryError
from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.store import Store
from tests.builders import NOW, an_entry
from tests.contract.test_own_changes import CHANGES, FROZEN
from tests.storage.test_archive import opened

__all__ = ["opened"]  # the fixture


def test_every_change_of_others_is_news_once(opened: Callable[..., LocalStore]) -> None:
    watching, other = opened(), opened()
    for name, change in CHANGES.items():
        before = watching.others_stamp()
        change(other)
        after = watching.others_stamp()
        assert after != before or name == "dropped texts", name
        assert watching.others_stamp() == after, name


@pytest.mark.parametrize("own_first", [True, False])
@pytest.mark.parametrize("part", ["read marks", "comments", "closed editions"])
def test_a_change_of_others_beside_ones_own_is_news(
    part: str, own_first: bool, opened: Callable[..., LocalStore]
) -> None:
    watching, other, counter = opened(), opened(), itertools.count()
    for name in ("a feed", "a refresh", "a pick"):
        CHANGES[name](watching)
    changes: dict[str, Callable[[Store], object]] = {
        "read marks": lambda store: store.mark([an_entry(1 if store is watching else 2)], read=True),
        "comments": lambda store: store.change_pick("p1", {"comment": f"von {store is watching}"}, NOW),
        "closed editions": lambda store: store.change_edition(
            "2026-10" if store is watching else "2026-09", {"url": f"https://seite.example/{next(counter)}"}, NOW
        ),
    }
    for month in ("2026-09", "2026-10"):
        watching.import_edition(Edition(month, closed=NOW, frozen=FROZEN), [], NOW)
    before = watching.others_stamp()
    for store in (watching, other) if own_first else (other, watching):
        changes[part](store)
    after = watching.others_stamp()
    assert after != before
    changes[part](watching)
    CHANGES["a comment"](watching)
    assert watching.others_stamp() == after


def test_a_lost_archive_and_another_one_are_news(folder: Path, opened: Callable[..., LocalStore]) -> None:
    store = opened()
    stamps = []
    for _ in range(3):
        CHANGES["a feed"](store)
        CHANGES["a refresh"](store)
        stamps.append(store.others_stamp())
        for path in folder.glob(f"{ARCHIVE}*"):
            path.unlink()
        stamps.append(store.others_stamp())
    assert all(before != after for before, after in itertools.pairwise(stamps))


def test_a_change_that_was_not_committed_hides_nobody_elses(folder: Path, opened: Callable[..., LocalStore]) -> None:
    watching, other = opened(), opened()
    for name in ("a feed", "a refresh"):
        CHANGES[name](watching)
    before = watching.others_stamp()
    archive = watching._opened_archive
    with pytest.raises(LibraryError):
        archive.load(lambda db: (db.execute("UPDATE changes SET number = number + 1"), db.execute("no such thing")))
    assert watching.others_stamp() == before
    CHANGES["a read mark"](other)
    assert watching.others_stamp() != before


def test_whoever_looks_while_we_write_sees_no_echo(opened: Callable[..., LocalStore]) -> None:
    store = opened()
    for name in ("a feed", "a refresh", "a pick"):
        CHANGES[name](store)
    before, seen, stop = store.others_stamp(), set(), threading.Event()
    begun = threading.Event()

    def look() -> None:
        while not stop.is_set():
            seen.add(store.others_stamp() == before)
            begun.set()

    looking = threading.Thread(target=look)
    looking.start()
    assert begun.wait(60)
    for turn in range(100):
        store.mark([an_entry(1)], read=not turn % 2)
        store.change_pick("p1", {"comment": f"{turn}"}, NOW)
    stop.set()
    looking.join()
    assert seen == {True}
