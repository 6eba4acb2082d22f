"""What a damaged file could come back from.

Nothing that can be had is lost, and nothing good is spoilt.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.domain.errors import LibraryDamaged
from digest.domain.problem import Problem
from digest.services.library.repair import described, remedy_of, repair
from digest.storage.files.engine.file_states import deciphered, recoded
from digest.storage.files.recovery.backups import kept_days
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_frozen, a_pick, at

Open = Callable[..., LocalStore]


def with_comments(open_store: Open, days: int = 2, comment: str = "Größe") -> LocalStore:
    """One pick a day."""
    for day in range(days):
        store = open_store(lambda: NOW + timedelta(days=day))  # noqa: B023
        store.add_pick(a_pick(day + 1, comment=f"{comment} {day + 1}"), NOW)
    return store


def mended(store: LocalStore) -> list[str]:
    """What was done about it all."""
    done: list[str] = []

    def agreed(problem: Problem) -> bool:
        done.append(problem.mend)
        return True

    assert repair(store, agreed)[1] == 0
    return done


def comments(store: LocalStore) -> list[str]:
    return [pick.comment for pick in store.picks(MONTH)]


def test_one_broken_byte_does_not_spoil_the_umlauts(folder: Path, open_store: Open) -> None:
    store = with_comments(open_store)
    path = folder / "editions.json"
    path.write_bytes(path.read_bytes().replace(b"Seite 2", b"Se\xffte 2"))
    assert mended(store) == ["restore"]
    assert comments(store) == ["Größe 1"]


def test_one_broken_byte_and_no_copy_costs_one_letter(folder: Path, open_store: Open) -> None:
    store = with_comments(open_store, days=1)
    path = folder / "editions.json"
    path.write_bytes(path.read_bytes().replace(b"Seite 1", b"S\xe4ite 1"))
    assert mended(store) == ["decipher"]
    assert comments(store) == ["Größe 1"]
    assert store.picks(MONTH)[0].original_title == "Säite 1"


@pytest.mark.parametrize("text", ["Größe", "„Das macht Spaß“", "groß – größer …", "„Ärger“"])
def test_a_german_text_of_an_old_editor_is_read_as_what_it_is(text: str) -> None:
    whole = ('{"format": 1, "picks": {"p1": {"comment": "' + text + '"}}}').encode()
    assert recoded(whole.decode().encode("cp1252")) == whole


def test_broken_bytes_that_stand_for_nothing_are_replaced() -> None:
    assert deciphered(b'{"format": 1, "picks": {"\xc3\xa4\x81": {}}}') is not None
    assert deciphered('{"format": 1, "picks": {"ä": {}}}'.encode()) is None
    assert deciphered(b'{"format": 1, "picks": "\x81"}') is None


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_loses_nothing_even_where_the_file_was_set_aside_first(
    folder: Path, open_store: Open, encoding: str
) -> None:
    store = with_comments(open_store)
    path = folder / "editions.json"
    path.write_bytes(path.read_bytes().decode().encode(encoding))
    for said in ("not written in UTF-8", "missing"):
        with pytest.raises(LibraryDamaged, match=said) as caught:
            store.editions()
        assert "writes it in UTF-8 again" in str(caught.value.remedy)
    assert mended(store) == ["recode"]
    assert comments(store) == ["Größe 1", "Größe 2"]


def test_what_was_set_aside_long_ago_does_not_count_before_a_newer_copy(folder: Path, open_store: Open) -> None:
    store = with_comments(open_store, days=3)
    (folder / "editions.json.damaged-20261101T120000").write_bytes((folder / "editions.json").read_bytes())
    (folder / "editions.json").unlink()
    assert mended(store) == ["restore"]
    assert comments(store) == ["Größe 1", "Größe 2"]


def test_a_file_mended_under_the_name_under_which_it_was_set_aside_comes_back(folder: Path, open_store: Open) -> None:
    store = with_comments(open_store)
    path = folder / "editions.json"
    whole = path.read_bytes()
    path.write_bytes(b"<<<<<<<" + whole)
    with pytest.raises(LibraryDamaged):
        store.editions()
    next(folder.glob("*.damaged-*")).write_bytes(whole)
    mended(store)
    assert path.read_bytes() == whole


def with_a_reopened_edition(open_store: Open, before: Callable[[], Any] = lambda: None) -> LocalStore:
    """2026-10, closed on the first day, and reopened after the first change of the second.

    `before` that.
    """
    store = open_store()
    store.add_pick(a_pick(1, "2026-10", comment="Größe"), NOW)
    store.close_edition("2026-10", a_frozen(), at(1))
    store.add_pick(a_pick(2), at(2))
    store = open_store(lambda: NOW + timedelta(days=1))
    store.add_pick(a_pick(3), at(3))
    before()
    store.reopen_edition("2026-10", at(4))
    store.change_pick("p1", {"comment": "Größer"}, at(5))
    return store


@pytest.mark.parametrize("spoil", [lambda twin: None, Path.unlink, lambda twin: twin.write_bytes(b"{")])
def test_an_edition_reopened_on_the_day_of_the_damage_is_back_on_the_shelf(
    folder: Path, open_store: Open, spoil: Callable[[Path], Any]
) -> None:
    store = with_a_reopened_edition(open_store, before=lambda: spoil(folder / "backups" / "closed" / "2026-10.json"))
    (folder / "editions.json").write_bytes(b"{")
    mended(store)
    assert store.edition_ids() == [MONTH, "2026-10"]
    assert [pick.comment for pick in store.picks("2026-10")] == ["Größe"]
    assert store.edition("2026-10").is_closed
    assert [pick.id for pick in store.picks(MONTH)] == ["p2"]


def test_an_edition_that_was_at_work_in_the_newest_copy_stays_at_work(folder: Path, open_store: Open) -> None:
    with_a_reopened_edition(open_store)
    store = open_store(lambda: NOW + timedelta(days=2))
    store.add_pick(a_pick(4), at(6))
    (folder / "editions.json").write_bytes(b"{")
    mended(store)
    assert [pick.comment for pick in store.picks("2026-10")] == ["Größer"]
    assert not store.edition("2026-10").is_closed


def test_an_edition_closed_again_meanwhile_stays_as_it_is(folder: Path, open_store: Open) -> None:
    store = with_a_reopened_edition(open_store)
    store.close_edition("2026-10", a_frozen(), at(6))
    (folder / "editions.json").write_bytes(b"{")
    mended(store)
    assert [pick.comment for pick in store.picks("2026-10")] == ["Größer"]


def test_what_is_kept_of_reopened_editions_is_no_lost_edition(folder: Path, open_store: Open) -> None:
    store = with_a_reopened_edition(open_store)
    assert list(store.check()) == []
    store.ensure_whole()
    assert [path.name for path in (folder / "backups").glob("closed-*")] == ["closed-2026-10-2026-11-22.json"]


def test_a_copy_of_a_day_to_come_is_not_the_newest(folder: Path, open_store: Open) -> None:
    open_store(lambda: NOW + timedelta(days=900)).add_pick(a_pick(1), NOW)
    open_store(lambda: NOW + timedelta(days=900)).add_pick(a_pick(2), NOW)
    store = open_store(lambda: NOW)
    store.add_pick(a_pick(3), NOW)
    (folder / "editions.json").write_bytes(b"{")
    mended(store)
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p2"]


def test_copies_of_days_to_come_go_first() -> None:
    today = NOW.date()
    days = {today - timedelta(days=1), today, date(2031, 1, 1)}
    assert kept_days(days, 1, 0, today=today) == {today}
    assert kept_days(days, 2, 0, today=today) == {today, today - timedelta(days=1)}


def test_a_closed_edition_under_the_name_of_another_month_is_told(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1, "2026-10"), NOW)
    store.close_edition("2026-10", a_frozen(), NOW)
    shutil.copy(folder / "closed" / "2026-10.json", folder / "closed" / "2026-09.json")
    assert list(store.check()) == [Problem("closed/2026-09.json", "misnamed", "2026-10")]
    (problem,) = store.check()
    assert str(described(problem)) == (
        "closed/2026-09.json: the file does not hold the edition after which it is named (2026-10)."
    )
    assert str(remedy_of(problem)).startswith("Name it after the edition that it holds")
