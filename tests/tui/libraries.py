"""Libraries for tests of the interface: small ones that really are on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from digest.bootstrap import Library
from digest.domain.entry import Entry
from digest.storage.local import LocalStore
from digest.storage.registry import open_store
from digest.storage.store import Store
from digest.tui.app import DigestApp
from digest.tui.shell.timings import Timings
from tests.builders import NOW, a_feed, a_refresh, an_entry

#: The clock of the interface in tests: the same moment as that of the builders.
CLOCK = NOW.isoformat()

#: For tests: what is said can be read, and keys wait for a text to be saved, however slow the machine is.
PATIENT = Timings(saving=120.0, opening=120.0, said=120.0, error=120.0)


def fill(folder: Path, entries: Sequence[Entry] | None = None, feeds: int = 2) -> list[Entry]:
    """Feeds `f1`, `f2` … and entries in the library under `folder`, newest last.

    Returns the entries.
    """
    brought = [an_entry(number, title=f"Beitrag {number}") for number in range(1, 13)] if entries is None else entries
    store = LocalStore(folder / "library", lambda: datetime.now(UTC))
    store.add_feeds([a_feed(number, title=f"Blog {number}") for number in range(1, feeds + 1)])
    store.apply_refresh([
        a_refresh(feed.id, *(entry for entry in brought if entry.feed_id == feed.id)) for feed in store.feeds()
    ])  # fmt: skip
    store.close()
    return list(brought)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the program may know of the outside."""
    return {
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "DIGEST_LIBRARY": str(folder / "library"),
        "DIGEST_CONFIG": str(folder / "config.toml"),
        "DIGEST_NOW": CLOCK,
        "LC_ALL": "C.UTF-8",
        **more,
    }


def others(library: Library) -> Store:
    """The same library as another program has it.

    What is changed by way of it is somebody else's change.
    """
    return open_store(library.address, library.clock)


def interface(folder: Path, **more: str) -> DigestApp:
    """The interface on the library under `folder`."""
    return DigestApp(Library(environment(folder, **more)), timings=PATIENT)
