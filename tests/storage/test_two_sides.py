"""Two terminals on one edition.

Nothing is overwritten unseen, whoever is second is told, and shown both texts.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_pick

SPAWN = multiprocessing.get_context("spawn")
Tell = Callable[..., tuple[str, str, str]]
OK = ("ok", "", "")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    """Three picks, one of them with a comment."""
    library = LocalStore(tmp_path / "library", lambda: NOW)
    for number in (1, 2, 3):
        library.add_pick(a_pick(number, comment="alt" if number == 1 else ""), NOW)
    yield library
    library.close()


@pytest.fixture
def sides(store: LocalStore, tmp_path: Path) -> Iterator[tuple[Tell, Tell]]:
    """Two processes that have both looked at the edition."""
    started: list[tuple[Any, Any]] = []

    def side() -> Tell:
        here, there = SPAWN.Pipe()
        process = SPAWN.Process(target=_live, args=(tmp_path, there))
        process.start()
        started.append((process, here))

        def tell(*act: object) -> tuple[str, str, str]:
            here.send(act)
            answer: tuple[str, str, str] = here.recv()
            return answer

        return tell

    first, second = side(), side()
    for tell in (first, second):
        assert tell("look", MONTH) == OK
    yield first, second
    for process, here in started:
        here.send(None)
        process.join(30)


def _live(folder: Path, told: Any) -> None:
    from tests.storage.sides import live

    live(folder, told)


def ids(store: LocalStore) -> list[str]:
    return [pick.id for pick in store.picks(MONTH)]


def test_two_comments_on_one_pick(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("comment", "p1", "Erste Fassung") == OK
    assert second("comment", "p1", "Zweite Fassung") == ("Conflict", "Erste Fassung", "Zweite Fassung")
    assert store.pick("p1").comment == "Erste Fassung"
    assert second("look", MONTH) == OK
    assert second("comment", "p1", "Beide Fassungen") == OK
    assert first("undo")[0] == "Conflict"
    assert store.pick("p1").comment == "Beide Fassungen"


def test_comments_on_two_picks_do_not_meet(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("comment", "p1", "eins") == OK
    assert second("comment", "p2", "zwei") == OK
    assert [store.pick(name).comment for name in ("p1", "p2")] == ["eins", "zwei"]


def test_both_reorder(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("move", "p3", -1) == OK
    assert second("move", "p3", -1)[0] == "Conflict"
    assert ids(store) == ["p1", "p3", "p2"]
    assert second("move", "p1", 1) == OK
    assert ids(store) == ["p3", "p1", "p2"]
    assert [pick.rank for pick in store.picks(MONTH)] == [1, 2, 3]


def test_moving_does_not_disturb_who_writes_on_another_pick(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("move", "p3", -1) == OK
    assert second("comment", "p2", "in Ruhe geschrieben") == OK
    assert ids(store) == ["p1", "p3", "p2"]


def test_one_drops_what_the_other_comments(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("drop", "p1") == OK
    kind, theirs, ours = second("comment", "p1", "mein Text")
    assert (kind, theirs, ours) == ("Conflict", "alt", "mein Text")
    assert store.pick("p1").comment == "alt"


def test_one_comments_what_the_other_drops(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("comment", "p1", "neuer Text") == OK
    assert second("drop", "p1")[0] == "Conflict"
    assert store.pick("p1").comment == "neuer Text"
    assert not store.pick("p1").dropped


def test_one_moves_what_the_other_dropped(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("drop", "p2") == OK
    assert second("move", "p2", -1)[0] in ("Conflict", "NotFound")
    assert ids(store) == ["p1", "p3"]


def test_both_write_the_intro(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("intro", MONTH, "Hallo von links") == OK
    assert second("intro", MONTH, "Hallo von rechts") == ("Conflict", "Hallo von links", "Hallo von rechts")
    assert second("topic", MONTH, "Krise") == OK
    assert (store.edition(MONTH).intro, store.edition(MONTH).topic) == ("Hallo von links", "Krise")
    assert first("undo") == OK
    assert (store.edition(MONTH).intro, store.edition(MONTH).topic) == ("", "Krise")


def test_undoing_a_text_that_somebody_else_went_on_with(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("intro", MONTH, "eins") == OK
    assert second("look", MONTH) == OK
    assert second("intro", MONTH, "eins und zwei") == OK
    assert first("undo")[0] == "Conflict"
    assert store.edition(MONTH).intro == "eins und zwei"


def test_one_closes_what_the_other_works_on(store: LocalStore, sides: tuple[Tell, Tell]) -> None:
    first, second = sides
    assert first("close", MONTH) == OK
    for act in (("comment", "p1", "zu spät"), ("move", "p3", -1), ("drop", "p2"), ("intro", MONTH, "zu spät")):
        assert second(*act)[0] == "EditionClosed"
    assert second("close", MONTH)[0] == "EditionClosed"
    assert store.pick("p1").comment == "alt"
    assert store.edition(MONTH).frozen is not None
