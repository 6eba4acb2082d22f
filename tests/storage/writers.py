"""What the other processes of these tests do.

Each function is the whole life of one process.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digest.domain.entry import PAGES
from digest.domain.errors import Conflict, FetchRunning, LibraryError
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at


def open_library(folder: Path) -> LocalStore:
    return LocalStore(folder, lambda: NOW)


def write_of_everything(folder: Path, worker: int, count: int, start: Any) -> None:
    """Feeds, refreshes, pages, picks, comments, marks: `count` of each in a shared library."""
    store = open_library(folder)
    start.wait()
    for number in range(count):
        serial = worker * 1000 + number
        feed_id = f"f{serial}"
        store.add_feeds([a_feed(serial)])
        store.apply_refresh([a_refresh(feed_id, an_entry(1, feed_id), an_entry(2, feed_id))])
        store.mark([an_entry(1, feed_id)], read=True)
        store.add_page(an_entry(serial, PAGES), f"<p>{serial}</p>")
        store.add_pick(a_pick(serial, category=f"Label {worker}"), at(number))
        store.change_pick(f"p{serial}", {"comment": f"Kommentar {serial}"}, at(number))
        count_up(store)


def count_up(store: LocalStore) -> None:
    """Add one to the number in the shared pick, as often as somebody else is faster."""
    while True:
        shared = store.pick("shared")
        try:
            store.change_pick("shared", {"comment": str(int(shared.comment) + 1)}, NOW, version=shared.version)
        except Conflict:
            continue
        return


def write_until_killed(folder: Path, worker: int, said: Any) -> None:
    """Say every change once it has returned."""
    store = open_library(folder)
    number = 0
    while True:
        serial = worker * 1_000_000 + number
        store.add_pick(a_pick(serial, comment="x" * 2000), NOW)
        os.write(said.fileno(), b"p%d\n" % serial)
        store.mark([an_entry(number % 50 + 1)], read=bool(number // 50 % 2 == 0))
        feed_id = f"f{worker}"
        store.apply_refresh([a_refresh(feed_id, an_entry(serial, feed_id))])
        os.write(said.fileno(), f"e{an_entry(serial, feed_id).id}\n".encode())
        number += 1


def hold(folder: Path, what: str, held: Any) -> None:
    """Take a lock and keep it until killed, half-way through a change."""
    store = open_library(folder)
    lock: Callable[[], Any] = store.refresh_lock if what == "fetch" else store._files.editions.transaction
    with lock():
        if what != "fetch":
            store._files.editions.table("picks").put({"half": {"edition_id": MONTH}})
        held.set()
        signal.pause()


def try_to_fetch(folder: Path, answers: Any) -> None:
    """Tell whether the one refresh may begin."""
    try:
        with open_library(folder).refresh_lock():
            answers.put("free")
    except FetchRunning:
        answers.put("taken")


def write_with_little_room(folder: Path, room: int, answers: Any) -> None:
    """Change a comment where no file may be larger than `room` bytes.

    A real short write, then a real error.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    store = open_library(folder)
    try:
        store.change_pick("p1", {"comment": "x" * 10_000}, NOW)
    except LibraryError as error:
        answers.put((str(error), store.pick("p1").comment))
    else:
        answers.put(("", store.pick("p1").comment))
