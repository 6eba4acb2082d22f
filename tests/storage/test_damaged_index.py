"""What a power cut leaves of the index: it is written without fsync, so any part of a file may be missing or zero."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.query import EntryQuery
from digest.storage.tinydb.registers import CheckedRegister, Register, packed, register_in, sums_of
from digest.storage.tinydb.store import TinyStore
from tests.builders import a_feed, a_pick, a_refresh, an_entry
from tests.storage.test_index import age

Open = Callable[..., TinyStore]
MONTHS = [f"2026-{number:02}" for number in range(4, 12)]
KINDS = ["months", "names", "2026-07.ids", "2026-07.texts"]
_EACH = 4


@pytest.fixture
def whole(folder: Path, open_store: Open) -> dict[str, bytes]:
    """The files of the index of eight months, which were written an hour ago. Two entries stand in two months."""
    store = open_store()
    store.add_feeds([a_feed(1, title="Die Pressemappe"), a_feed(2)])
    for number, month in enumerate(MONTHS):
        ours = [
            an_entry(number * _EACH + each, "f1", month=month, title=f"Ärger um Zahl {number}.{each}")
            for each in range(_EACH)
        ]
        again = [an_entry((number - 1) * _EACH, "f1", month=month)] if number in (3, 4) else []
        store.apply_refresh([a_refresh("f1", *ours, *again)])
        store.apply_refresh([a_refresh("f2", an_entry(number, "f2", month=month, old=number % 2 == 0))])
    store.mark([an_entry(13, "f1", month="2026-07")], read=True)
    store.mark([an_entry(9, "f1", month="2026-06")], shortlisted=True)
    age(folder)
    answers(store)
    found = {path.name: path.read_bytes() for path in (folder / "index").iterdir()}
    assert found.keys() >= set(KINDS)
    return found


def answers(store: TinyStore) -> Mapping[str, object]:
    """All that the index has a part in, asked of a library opened anew."""
    entries = [an_entry(number, "f1") for number in range(len(MONTHS) * _EACH)]
    found: dict[str, object] = {
        "list": store.entries(EntryQuery()),
        "window": store.entries(EntryQuery(limit=5, offset=3)),
        "unread of one feed": store.entries(EntryQuery(unread=True, feed_ids=("f2",), limit=2)),
        "shortlist": store.entries(EntryQuery(shortlisted=True)),
        "found": store.entries(EntryQuery(search="aerger zahl")),
        "found page by page": [list(rows) for rows in store.search("ÄRGER presse 3.1")],
        "by id": [store.find_entries(entry.id) for entry in entries],
        "by address": [store.find_entries(entry.url) for entry in entries],
        "by a beginning": [store.find_entries(beginning) for beginning in ("0", "00", "ff", "zz")],
        "one": [store.entry(entry.id) for entry in entries],
        "same page": [store.same_page(entry) for entry in entries],
        "counts": store.feed_counts(),
        "months": store.months(),
    }
    return found


def without_index(folder: Path, open_store: Open) -> Mapping[str, object]:
    shutil.rmtree(folder / "index")
    return answers(open_store())


def damages(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file cut, zeroed, changed and with too much."""
    first_line = data.index(b"\n") + 1
    yield "empty", b""
    for length in (*range(1, len(data), len(data) // 9), first_line - 1, first_line, len(data) - 3, len(data) - 1):
        yield f"cut at {length}", data[:length]
        yield f"zero from {length}", data[:length].ljust(len(data), b"\0")
    for place in (0, first_line, first_line + 40, len(data) // 2, len(data) * 4 // 5):
        yield f"zero at {place}", data[:place] + bytes(20) + data[place + 20 :]
        yield f"without 7 from {place}", data[:place] + data[place + 7 :]
    for place in (*range(0, first_line, 3), *range(first_line, len(data), len(data) // 23)):
        bit = 128 if place % 5 == 0 else 1  # either no UTF-8 any more, or another letter
        yield f"bit {bit} at {place}", data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
    yield "more", data + data[first_line : first_line + 30]


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_changes_no_answer_and_does_not_stay(
    folder: Path, open_store: Open, whole: dict[str, bytes], kind: str
) -> None:
    truth = without_index(folder, open_store)
    path = folder / "index" / kind
    for name, data in damages(whole[kind]):
        path.write_bytes(data)
        store = open_store()
        found = answers(store)
        store.close()
        assert {key for key in truth if found[key] != truth[key]} == set(), f"{kind} {name}"
        assert not path.exists() or path.read_bytes() == whole[kind], f"{kind} {name}"


@pytest.mark.parametrize("cut", [0.0, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("filler", [b"", b"\0"])
def test_an_index_damaged_in_all_its_files_is_made_anew(
    folder: Path, open_store: Open, whole: dict[str, bytes], cut: float, filler: bytes
) -> None:
    truth = without_index(folder, open_store)
    for name, data in whole.items():
        kept = data[: int(len(data) * cut)]
        (folder / "index" / name).write_bytes(kept + filler * (len(data) - len(kept)))
    assert answers(open_store()) == truth
    assert {path.name: path.read_bytes() for path in (folder / "index").iterdir()} == whole


def test_a_file_damaged_while_the_library_is_open_changes_no_answer(
    folder: Path, open_store: Open, whole: dict[str, bytes]
) -> None:
    """Even where its size and time tell nothing."""
    truth = without_index(folder, open_store)
    path = folder / "index" / "names"
    moment = time.time_ns() - 60_000_000_000
    path.write_bytes(whole["names"])
    os.utime(path, ns=(moment, moment))
    store = open_store()
    assert answers(store) == truth
    with path.open("r+b") as stream:
        stream.seek(-200, os.SEEK_END)
        stream.write(bytes(100))
    os.utime(path, ns=(moment, moment))
    assert answers(store) == truth
    assert path.read_bytes() == whole["names"]


def test_what_a_search_prepares_is_damaged_texts_too(folder: Path, open_store: Open, whole: dict[str, bytes]) -> None:
    path = folder / "index" / "2026-07.texts"
    assert open_store().prepare_search() == 0
    path.write_bytes(whole[path.name][:-1])
    assert open_store().prepare_search() == 1
    assert path.read_bytes() == whole[path.name]


def test_an_index_nobody_may_change_is_not_believed_either(
    folder: Path, open_store: Open, whole: dict[str, bytes]
) -> None:
    truth = without_index(folder, open_store)
    for name, data in whole.items():
        (folder / "index" / name).unlink(missing_ok=True)
        (folder / "index" / name).mkdir()
        (folder / "index" / name / "in the way").write_bytes(data)
    assert answers(open_store()) == truth


def test_tabs_and_line_ends_in_a_record_written_by_hand_do_no_harm(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    for number, month in enumerate(MONTHS):
        store.apply_refresh([a_refresh("f1", an_entry(number, "f1", month=month, title=f"Ärger {number}"))])
    store.add_pick(a_pick(1, entry_id=an_entry(2, "f1").id, comment="Öffentlichkeit"), an_entry(2, "f1").first_seen)
    for month, key, value in (
        ("2026-05", "canonical_url", "https://x.example/a\tb\nc\r\n"),
        ("2026-06", "canonical_url", "\n\t"),
        ("2026-07", "feed_id", "f1\tf2\n"),
    ):
        path = folder / "entries" / f"{month}.json"
        tables = orjson.loads(path.read_bytes())
        for record in tables["entries"].values():
            record[key] = value
        path.write_bytes(orjson.dumps(tables))
    age(folder)
    for _ in range(2):
        fresh = open_store()
        found = [row.entry.month for rows in fresh.search("aerger") for row in rows]
        assert found == [month for month in reversed(MONTHS) if month != "2026-07"], "no feed is named like that"
        assert [row.entry.month for rows in fresh.search("oeffentlichkeit ärger") for row in rows] == ["2026-06"]


def test_an_id_written_by_hand_on_two_lines_is_found_with_and_without_an_index(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    for number, month in enumerate(MONTHS):
        store.apply_refresh([a_refresh("f1", an_entry(number, "f1", month=month))])
    path = folder / "entries" / "2026-06.json"
    tables = orjson.loads(path.read_bytes())
    tables["entries"] = {"zy\nzx": next(iter(tables["entries"].values()))}
    path.write_bytes(orjson.dumps(tables))
    age(folder)
    for _ in range(3):
        fresh = open_store()
        assert [entry.month for entry in fresh.find_entries("zy")] == ["2026-06"]
        assert fresh.find_entries("zx") == []
        assert len([row for rows in fresh.search("beitrag") for row in rows]) == len(MONTHS) - 1
    assert (folder / "index" / "names").exists()


def test_tidying_removes_what_a_killed_writer_of_the_index_has_left(
    folder: Path, open_store: Open, whole: dict[str, bytes]
) -> None:
    old, new = (folder / "index" / f"months.{number}.tmp" for number in (4711, 4712))
    for path in (old, new):
        path.write_bytes(b"half a fi")
    os.utime(old, (time.time() - 4000,) * 2)
    open_store().tidy("2026-01", dry_run=True)
    assert old.exists()
    open_store().tidy("2026-01")
    assert not old.exists()
    assert new.exists(), "somebody may be writing it"


@given(data=st.data(), many=st.integers(0, 1200), width=st.sampled_from([6, 16]))
def test_a_checked_register_tells_the_truth_or_that_it_is_damaged(data: st.DataObject, many: int, width: int) -> None:
    """Across blocks too; what a question does not read is not checked for it."""
    packed_keys = packed(((b"%05d" % (number * 7), number) for number in range(many)), width)
    sums = sums_of(packed_keys, width)
    key = b"%05d" % data.draw(st.integers(0, many * 7))
    beginning = key[: data.draw(st.integers(0, 5))]
    truth = register_in(packed_keys, width).numbers(beginning)
    damaged = bytearray(packed_keys)

    def register() -> Register:
        return CheckedRegister(lambda begin, end: bytes(damaged[begin:end]), sums, len(packed_keys), width, {})

    assert register().numbers(beginning) == truth
    others = {b"%05d" % number for number in range(0, many * 7, 3)}
    assert register().numbers_of(others) == register_in(packed_keys, width).numbers_of(others)
    if many:
        damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        try:
            told = register().numbers(beginning)
        except ValueError:
            return
        assert told == truth
