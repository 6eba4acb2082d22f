"""Which pages stand in closed editions is cached: never older than the editions, and found out again if it is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.storage.files import linked_pages
from digest.storage.local import LocalStore
from tests.builders import NOW, a_frozen, a_pick, at
from tests.storage.conftest import files_of

Open = Callable[..., LocalStore]
CLOSED = ["2026-07", "2026-08", "2026-09", "2026-10"]
LINKED = "https://dort.example/a"


@pytest.fixture
def store(folder: Path, open_store: Open) -> LocalStore:
    """Four closed editions, as if they had been closed an hour ago, and one at work."""
    opened = open_store()
    for number, month in enumerate([*CLOSED, "2026-11"], start=1):
        opened.add_pick(a_pick(number, month, comment=f"Siehe {LINKED}", entry_id=f"e{number}"), NOW)
        opened.change_edition(month, {"intro": f"Nach https://dort.example/{number}"}, NOW)
        if month in CLOSED:
            opened.close_edition(month, a_frozen(), at(1))
    age(folder)
    return opened


def age(folder: Path) -> None:
    for path in folder.glob("closed/*.json"):
        found = path.stat()
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - 3_600_000_000_000))


def answers(store: LocalStore) -> object:
    return store.editions(), store.places(), store.places([LINKED, "e2"]), store.find_picks("p"), store.founded()


def test_links_are_looked_for_once(
    folder: Path, open_store: Open, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.places()
    monkeypatch.setattr(linked_pages, "pages_of", None)
    assert open_store().places() == first


def test_the_index_says_what_the_files_say(folder: Path, open_store: Open, store: LocalStore) -> None:
    first = answers(store)
    assert (folder / "index" / "pages").exists()
    second = answers(open_store())
    shutil.rmtree(folder / "index")
    assert answers(open_store()) == first == second


def test_it_is_written_only_where_something_has_changed(folder: Path, open_store: Open, store: LocalStore) -> None:
    answers(store)
    written = (folder / "index" / "pages").stat().st_mtime_ns
    answers(open_store())
    store.change_pick("p5", {"comment": "mehr"}, NOW)
    answers(open_store())
    assert (folder / "index" / "pages").stat().st_mtime_ns == written


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
    """As on kernels whose clock for files ticks every few milliseconds: all times are equal."""
    answers(store)
    path = folder / "closed" / "2026-10.json"
    moment = (folder / "index" / "pages").stat().st_mtime_ns
    for word in ("https://eins.example", "https://zwei.example"):
        path.write_bytes(path.read_bytes().replace(b"https://dort.example/4", word.encode() + b"//"))
        path.write_bytes(path.read_bytes().replace(b"https://eins.example//", word.encode() + b"//"))
        os.utime(path, ns=(moment, moment))
        assert list(open_store().places([word])) == [word]
        os.utime(folder / "index" / "pages", ns=(moment + 1, moment + 1))
        assert list(open_store().places([word])) == [word]


def test_a_damaged_index_is_made_anew(folder: Path, open_store: Open, store: LocalStore) -> None:
    before = answers(store)
    path = folder / "index" / "pages"
    whole = path.read_bytes()
    half = len(whole) // 2
    bad = [b"", b"{", b"\0" * 100, b"{}\n", b"9.9.9 " + whole.partition(b" ")[2], whole[:half], whole[:-1]]
    bad += [whole + b"x", b"[]\n" + whole, whole.replace(b"dort", b"hier")]
    bad += [whole[:half] + b"\0" * 20 + whole[half + 20 :]]
    for data in bad:
        path.write_bytes(data)
        assert answers(open_store()) == before, data[:40]
        assert path.read_bytes() == whole
    assert list(store.check()) == []


def test_a_library_that_can_only_be_read_answers_all_the_same(
    folder: Path, open_store: Open, store: LocalStore
) -> None:
    before = answers(store)
    shutil.rmtree(folder / "index")
    (folder / "index").write_text("a file where the folder should be")
    assert answers(open_store()) == before


def test_a_library_without_closed_editions_has_no_index(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    before = files_of(folder)
    answers(open_store())
    assert files_of(folder) == before
