"""Registers and what is kept in them: in which months an entry of an id or address may stand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digest.storage.tinydb.registers import packed, register_in
from digest.storage.tinydb.store import TinyStore
from tests.builders import a_feed, a_refresh, an_entry
from tests.storage.conftest import FailingDisk
from tests.storage.test_index import age

Open = Callable[..., TinyStore]
MONTHS = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 12)]

KEYS = st.binary(max_size=6).map(lambda key: key.replace(b" ", b""))


@given(pairs=st.lists(st.tuples(KEYS, st.integers(0, 9999))), beginning=KEYS)
def test_a_register_tells_every_number_of_a_key(pairs: list[tuple[bytes, int]], beginning: bytes) -> None:
    """With keys that are cut at 4 bytes it tells more, never less."""
    true = {number for key, number in pairs if key.startswith(beginning)}
    wide, narrow = (register_in(packed(pairs, width), width) for width in (6, 4))
    assert wide.numbers(beginning) == true
    assert narrow.numbers(beginning) >= true
    assert len(wide) == len(pairs)


@given(
    pairs=st.lists(st.tuples(KEYS, st.integers(0, 9999))), others=st.sets(KEYS, max_size=3), many=st.booleans(),
)  # fmt: skip
def test_a_register_tells_the_numbers_of_several_keys(
    pairs: list[tuple[bytes, int]], others: set[bytes], many: bool
) -> None:
    more = [b"no%03d" % number for number in range(20)] if many else []
    keys = {*(key for key, _ in pairs[::2]), *others, *more}
    told = register_in(packed(pairs, 6), 6).numbers_of(keys)
    assert told >= {number for key, number in pairs if key in keys}
    if many:
        assert told == {number for key, number in pairs if key in keys}


def filled(folder: Path, open_store: Open) -> TinyStore:
    store = open_store()
    store.add_feeds([a_feed(1)])
    for number, month in enumerate(MONTHS):
        store.apply_refresh([a_refresh("f1", an_entry(number, "f1", month=month))])
    age(folder)
    return store


def everyone(store: TinyStore) -> list[object]:
    entries = [an_entry(number, "f1") for number in range(len(MONTHS))]
    return [
        [store.find_entries(name) for entry in entries for name in (entry.id, entry.id[:3], entry.url)],
        [store.entry(entry.id) for entry in entries],
        store.find_entries("zz"),
    ]


def test_an_entry_is_found_by_id_and_address_without_reading_other_months(
    folder: Path, open_store: Open, disk: FailingDisk
) -> None:
    before = everyone(filled(folder, open_store))
    assert (folder / "index" / "names").exists()
    assert everyone(open_store()) == before
    for path in (folder / "index").glob("*.ids"):
        path.unlink()
    fresh = open_store(disk=disk)
    fresh.feeds()
    disk.calls.clear()
    wanted = an_entry(3, "f1")
    assert [entry.month for entry in fresh.find_entries(wanted.url)] == [MONTHS[3]]
    assert fresh.entry(wanted.id).entry.month == MONTHS[3]
    assert disk.calls.count("open_read") <= 4, "the newest month, the one found, the one before it, its marks"
    shutil.rmtree(folder / "index")
    assert everyone(open_store()) == before


def test_a_changed_month_is_asked_itself(folder: Path, open_store: Open) -> None:
    store = filled(folder, open_store)
    everyone(store)
    written = (folder / "index" / "names").stat().st_mtime_ns
    new = an_entry(99, "f1", month=MONTHS[2])
    open_store().apply_refresh([a_refresh("f1", new)])
    for library in (store, open_store()):
        assert [entry.id for entry in library.find_entries(new.id)] == [new.id]
        assert library.entry(new.id).entry.month == MONTHS[2]
    assert (folder / "index" / "names").stat().st_mtime_ns == written
    age(folder)  # by which all files change
    everyone(open_store())
    assert (folder / "index" / "names").stat().st_mtime_ns > written
    assert [entry.id for entry in open_store().find_entries(new.id)] == [new.id]


def test_a_damaged_file_of_names_costs_only_time(folder: Path, open_store: Open) -> None:
    store = filled(folder, open_store)
    before = everyone(store)
    path = folder / "index" / "names"
    whole = path.read_bytes()
    for data in (b"", b"\0" * 50, b"{}\n", whole[:-3], b"x" * 9000, b'{"format":9,"lengths":[0,0],"months":[]}\n'):
        path.write_bytes(data)
        assert everyone(open_store()) == before, data[:20]
        assert path.read_bytes() == whole
