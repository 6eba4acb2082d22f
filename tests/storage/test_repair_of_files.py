"""Every file of the library, damaged in every way.

What is whole stays usable, and mending brings back what can be.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import LibraryDamaged
from digest.domain.query import EntryQuery
from digest.services.library.repair import repair
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_frozen, a_pick, a_refresh, an_entry, at

Open = Callable[..., LocalStore]

DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "truncated": lambda data: data[: len(data) // 2],
    "emptied": lambda data: b"",
    "zeroed": lambda data: b"\0" * len(data),
    "conflict markers": lambda data: b"<<<<<<< ours\n" + data + b"=======\n" + data + b">>>>>>> theirs\n",
    "another encoding": lambda data: data.decode().encode("utf-16"),
    "latin-1": lambda data: data.decode().encode("latin-1"),
    "deleted": lambda data: None,
}
FILES = ["editions.json", "feeds.json", "kept.json", "pages.json", "closed/2026-10.json"]

ASKED: dict[str, Callable[[LocalStore], Any]] = {
    "feeds": lambda store: store.feeds(),
    "states": lambda store: store.fetch_states(),
    "seen": lambda store: store.seen("f1"),
    "entries": lambda store: store.entries(EntryQuery()),
    "content": lambda store: store.content(an_entry(1, title="Ä")),
    "draft": lambda store: (store.edition(MONTH), store.picks(MONTH)),
    "closed": lambda store: (store.edition("2026-10"), store.picks("2026-10")),
}
#: What may suffer where a file is damaged; all else must not.
SUFFERS = {
    "editions.json": {"draft", "closed"},
    "feeds.json": {"feeds", "entries"},
    "kept.json": {"entries", "content"},
    "pages.json": {"entries", "content"},
    "closed/2026-10.json": {"closed"},
}


CASES = [(name, damage) for name in FILES for damage in DAMAGES]


def refresh(store: LocalStore) -> None:
    store.apply_refresh([a_refresh("f1", an_entry(1, title="Ä"), an_entry(2, title="Ü"))])


@pytest.fixture
def store(open_store: Open) -> LocalStore:
    """Two days of work, so that every file has been written twice."""
    for day in (0, 1):
        opened = open_store(lambda: NOW + timedelta(days=day))  # noqa: B023
        opened.add_feeds([a_feed(day + 1, title=f"Öffentlichkeit {day}")])
        refresh(opened)
        opened.add_page(an_entry(day + 40, PAGES, title=f"Über {day}", url=f"https://seite.example/{day}"))
        opened.add_pick(a_pick(day + 1, comment="Größe"), at(day))
        if day == 0:
            opened.add_pick(a_pick(8, "2026-10", comment="Ältere"), NOW)
            opened.close_edition("2026-10", a_frozen(), NOW)
        opened.mark([an_entry(day + 1, title="ÄÜ"[day])], read=True, shortlisted=True)
    return opened


def told(store: LocalStore) -> tuple[dict[str, Any], list[str]]:
    """The answer to every question, and what was said of damage.

    A question is asked again after the first telling.
    """
    answers: dict[str, Any] = {}
    errors: list[str] = []
    for name, ask in ASKED.items():
        for _ in range(2):
            try:
                answers[name] = ask(store)
                break
            except LibraryDamaged as error:
                errors.append(str(error.message))
    return answers, errors


@pytest.mark.parametrize(("name", "damage"), CASES)
def test_what_is_whole_stays_usable(folder: Path, open_store: Open, store: LocalStore, name: str, damage: str) -> None:
    before, _ = told(store)
    _spoil(folder / name, damage)
    after, errors = told(open_store())
    untouched = before.keys() - SUFFERS[name]
    assert {key: after.get(key) for key in untouched} == {key: before[key] for key in untouched}
    assert errors
    assert all(Path(name).name in error and error.count(".\n") == 0 for error in errors)


@pytest.mark.parametrize(
    ("name", "damage", "read_first"),
    [(*case, False) for case in CASES] + [(*case, True) for case in CASES if case[1] in ("zeroed", "deleted")],
)
def test_repairing_brings_the_newest_good_copy(
    folder: Path, open_store: Open, store: LocalStore, name: str, damage: str, read_first: bool
) -> None:
    before, _ = told(store)
    whole = (folder / name).read_bytes()
    _spoil(folder / name, damage)
    spoilt = (folder / name).read_bytes() if (folder / name).exists() else None
    library = open_store()
    if read_first:
        told(library)
    _, left = repair(library, lambda _: True)
    assert left == 0
    refresh(library)
    after, errors = told(library)
    assert errors == []
    assert spoilt is None or spoilt in [path.read_bytes() for path in (folder / "backups" / "damaged").iterdir()]
    if damage in ("another encoding", "latin-1") and not read_first:
        assert json.loads((folder / name).read_bytes()) == json.loads(whole)
        assert after == before
    elif name == "editions.json":
        assert [pick.id for pick in after["draft"][1]] == ["p1"]
        assert after["closed"] == before["closed"]
    elif name == "closed/2026-10.json":
        assert after == before
    elif name == "feeds.json":
        assert [feed.id for feed in after["feeds"]] == ["f1"]
    elif name == "pages.json":
        assert [row.entry.title for row in after["entries"].rows if row.entry.feed_id == PAGES] == ["Über 0"]
    else:
        rows = [row for row in after["entries"].rows if row.entry.feed_id != PAGES]
        assert [row.shortlisted for row in rows] == [False, True]
        assert [row.read for row in rows] == [True, True]


def test_what_is_not_agreed_to_is_left_as_it_is(folder: Path, open_store: Open, store: LocalStore) -> None:
    (folder / "editions.json").write_bytes(b"{")
    assert repair(open_store(), lambda _: False) == (0, 1)
    assert (folder / "editions.json").read_bytes() == b"{"


def test_a_file_with_a_byte_order_mark_is_read(folder: Path, open_store: Open, store: LocalStore) -> None:
    path = folder / "editions.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert open_store().picks(MONTH) == store.picks(MONTH)
    assert store.change_pick("p1", {"comment": "neu"}, NOW).comment == "neu"


def test_a_file_mended_meanwhile_is_not_replaced(folder: Path, store: LocalStore) -> None:
    path = folder / "editions.json"
    whole = path.read_bytes()
    path.write_bytes(b"{")
    problem = next(iter(store.check()))
    path.write_bytes(whole)
    assert not store.repair(problem)
    assert path.read_bytes() == whole


def test_a_wrong_version_is_left_alone(folder: Path, store: LocalStore) -> None:
    path = folder / "feeds.json"
    path.write_bytes(path.read_bytes().replace(b'"format": 1', b'"format": 99'))
    before = path.read_bytes()
    assert repair(store, lambda _: True) == (0, 1)
    assert path.read_bytes() == before


def _spoil(path: Path, damage: str) -> None:
    spoilt = DAMAGES[damage](path.read_bytes())
    if spoilt is None:
        path.unlink()
    else:
        path.write_bytes(spoilt)
