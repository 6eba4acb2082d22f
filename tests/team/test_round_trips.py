"""How often a method waits for the server.

What a key does must be quick with a server far away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.domain.entry import Entry
from digest.domain.query import EntryQuery
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.pgproxy import Asking, Proxy

KEYS: dict[str, Callable[[Store], object]] = {
    "pick": lambda store: store.add_pick(a_pick(3), at(1)),
    "comment": lambda store: store.change_pick("p1", {"comment": "Neu."}, at(1), version=1),
    "move": lambda store: store.move_pick("p2", "p1", at(1)),
    "drop": lambda store: store.drop_pick("p1", at(1)),
    "change the edition": lambda store: store.change_edition(MONTH, {"intro": "Liebe Leser"}, at(1)),
    "read": lambda store: store.mark([an_entry(1)], read=True),
    "shortlist": lambda store: store.mark([an_entry(1)], shortlisted=True),
    "the picks": lambda store: store.picks(MONTH),
    "the text": lambda store: store.content(an_entry(1)),
    "what others did": lambda store: store.others_stamp(),
}
#: What an interface does for a key or a screen, all that it shows after it included.
ACTS: dict[str, tuple[int, Callable[[Library, Entry], object]]] = {
    "pick": (7, lambda library, entry: library.actions.picks.pick(entry, MONTH, "Krise")),
    "category": (
        5,
        lambda library, entry: library.actions.picks.change(library.actions.picks.kept("p1"), {"category": "Krise"}),
    ),
    "comment": (3, lambda library, entry: library.actions.save(library.actions.picks.kept("p1"), {"comment": "Neu."})),
    "drop": (3, lambda library, entry: library.actions.picks.drop(library.actions.picks.kept("p1"))),
    "move": (5, lambda library, entry: library.actions.picks.move(library.actions.picks.kept("p1"), 1)),
    "read": (4, lambda library, entry: library.actions.marks.set([entry], read=True)),
    "shortlist": (4, lambda library, entry: library.actions.marks.set([entry], shortlisted=True)),
    "the inbox with all counts": (
        5,
        lambda library, entry: (
            library.views.overview(MONTH),
            library.reading.entries(EntryQuery(unread=True, muted=False, limit=50), MONTH),
        ),
    ),
    "the month": (2, lambda library, entry: library.reading.entries(EntryQuery(month=MONTH, limit=50), MONTH)),
    "the first hits": (5, lambda library, entry: [*islice(library.search.everywhere("Beitrag", MONTH), 2)]),
}
LISTS: dict[str, tuple[int, Callable[[Store], object]]] = {
    "a screenful": (4, lambda store: store.entries(EntryQuery(unread=True, muted=False, limit=40))),
    "counts": (3, lambda store: store.feed_counts()),
    "a search": (7, lambda store: next(iter(store.search("Beitrag")))[0:10]),
    "one entry": (3, lambda store: store.entry(an_entry(1).id)),
}


@pytest.fixture
def proxy(database: str) -> Iterator[Proxy]:
    with Proxy(database) as proxy:
        yield proxy


@pytest.fixture
def store(proxy: Proxy) -> Iterator[Store]:
    opened = open_store(proxy.address, lambda: NOW)
    opened.add_feeds([a_feed(1)])
    opened.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2))])
    opened.add_pick(a_pick(1), NOW)
    opened.add_pick(a_pick(2), NOW)
    opened.entries(EntryQuery(unread=True, muted=False, limit=40))
    opened.places()
    yield opened
    opened.close()


def message(kind: str, content: bytes = b"") -> bytes:
    return kind.encode() + (len(content) + 4).to_bytes(4, "big") + content


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_round_trips_are_the_same_in_whichever_parts_they_arrive(size: int) -> None:
    starting = [message("", b"\x04\xd2\x16\x2f"), message("", b"\x00\x03\x00\x00user\0me\0\0")]
    pipeline = ["P", "B", "D", "E", "H", "P", "B", "D", "E", "S", "H"]
    sent = b"".join([*starting, *(message(kind, b"SELECT H") for kind in [*pipeline, "Q", "X"])])
    asking = Asking()
    assert sum(asking.count(sent[start : start + size]) for start in range(0, len(sent), size)) == 5


@pytest.mark.parametrize("key", KEYS)
def test_what_a_key_does_waits_for_the_server_twice_at_most(store: Store, proxy: Proxy, key: str) -> None:
    before = proxy.round_trips
    KEYS[key](store)
    assert proxy.round_trips - before <= 2


@pytest.mark.parametrize("name", LISTS)
def test_a_list_waits_for_the_server_a_few_times(store: Store, proxy: Proxy, name: str) -> None:
    most, ask = LISTS[name]
    store.mark([an_entry(2)], read=True)
    before = proxy.round_trips
    ask(store)
    assert proxy.round_trips - before <= most


def test_an_interface_that_begins_waits_for_the_server_a_few_times(store: Store, proxy: Proxy, tmp_path: Path) -> None:
    """Connecting and checking the version included."""
    store.mark([an_entry(1)], shortlisted=True)
    before = proxy.round_trips
    library = Library(
        {"DIGEST_LIBRARY": proxy.address, "DIGEST_CONFIG": str(tmp_path / "none"), "DIGEST_NOW": str(NOW)}
    )
    assert library.views.overview(MONTH).shortlisted == 1
    assert library.reading.entries(EntryQuery(unread=True, muted=False, limit=50), MONTH).total == 2
    taken = proxy.round_trips - before
    library.close()
    assert taken <= 9


@pytest.mark.parametrize("name", ACTS)
def test_an_interface_waits_for_the_server_a_few_times(store: Store, proxy: Proxy, tmp_path: Path, name: str) -> None:
    most, act = ACTS[name]
    library = Library(
        {"DIGEST_LIBRARY": proxy.address, "DIGEST_CONFIG": str(tmp_path / "none"), "DIGEST_NOW": str(NOW)}
    )
    first, second = (row.entry for row in store.entries(EntryQuery()).rows)
    library.actions.picks.pick(second, MONTH, "Krise")
    for _, (_, shown) in [*ACTS.items()][-3:]:
        shown(library, first)
    before = proxy.round_trips
    act(library, first)
    taken = proxy.round_trips - before
    library.close()
    assert taken <= most
