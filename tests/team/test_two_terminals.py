"""Two curators, each in her own terminal, while the server is restarted in mid-comment."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.domain.errors import LibraryError
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_refresh, an_entry
from tests.tui.test_in_a_terminal import Tmux

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]


@pytest.fixture
def server() -> Iterator[postgresql.OwnServer]:
    with postgresql.OwnServer() as server:
        yield server


@pytest.fixture
def store(server: postgresql.OwnServer) -> Iterator[Store]:
    opened = open_store(server.library_address(), lambda: NOW, curator=Curator("Ida Berg"))
    opened.add_feeds([a_feed(1, title="Blog 1")])
    opened.apply_refresh([a_refresh("f1", *(an_entry(number, title=f"Beitrag {number}") for number in range(1, 13)))])
    yield opened
    opened.close()


def at_work(folder: Path, address: str, name: str, size: tuple[int, int], language: str) -> Tmux:
    """A curator's terminal, with the interface in it."""
    folder.mkdir()
    given = {
        "DIGEST_LIBRARY": address,
        "DIGEST_CURATOR": name,
        "DIGEST_NOW": NOW.isoformat(),
        "XDG_DATA_HOME": str(folder / "data"),
        "LC_ALL": language,
    }
    variables = " ".join(f"{name}='{value}'" for name, value in given.items())
    return Tmux(folder, size, f"env {variables} {sys.executable} -m digest; cat")


def decide(terminal: Tmux, key: str, heading: str) -> None:
    """Answer a conflict; the dialog takes no key while somebody may still be typing."""
    terminal.sees(heading)
    while heading in terminal.screen():
        terminal.press(key)
        end = time.monotonic() + 5
        with suppress(AssertionError):
            terminal.waits_until(lambda end=end: heading not in terminal.screen() or time.monotonic() > end)  # type: ignore[misc]


def comments(store: Store) -> list[str]:
    """As they are in the library, empty while it cannot be asked."""
    try:
        return [pick.comment for pick in store.picks(MONTH)]
    except LibraryError:
        return []


@pytest.mark.parametrize("sizes", [((80, 24), (120, 36)), ((120, 36), (80, 24))], ids=["80-120", "120-80"])
def test_two_curators_write_one_edition(
    tmp_path: Path, server: postgresql.OwnServer, store: Store, sizes: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    address = server.library_address()
    dora = at_work(tmp_path / "d", address, "Dora Fuchs", sizes[0], "de_DE.UTF-8")
    emil = at_work(tmp_path / "e", address, "Emil Wolf", sizes[1], "C.UTF-8")
    try:
        for each in (dora, emil):
            each.sees("▌●")
        dora.press("3")
        emil.sees("1 of 10 picks")
        emil.press("j")
        emil.waits_until(lambda: "Beitrag 11" in emil.cursor_line())
        emil.press("4")
        dora.sees("2 von 10 Tipps")
        for each, words in ((dora, "Entwurf · 2 Tipps"), (emil, "Draft · 2 picks")):
            each.press("v")
            each.sees(words)
        _write_both(store, dora, emil)
        _restart(server, store, dora, emil)
    finally:
        dora.close()
        emil.close()


def _write_both(store: Store, dora: Tmux, emil: Tmux) -> None:
    """The same comment, at once."""
    dora.press("j", "j", "c")
    dora.sees("── Kommentar")
    dora.types("Dora schreibt")
    # The form's own line says so; the key line promises it from the start.
    dora.waits_until(
        lambda: any(line.strip().startswith("gespeichert") for line in dora.screen().splitlines()), "saved"
    )
    emil.sees("DF is writing")
    emil.sees("Dora schreibt")
    emil.press("j", "j", "c")
    emil.sees("── Comment")
    emil.types(" und Emil")
    dora.sees("inzwischen von jemand anderem")
    dora.types(" weiter")
    dora.sees("auch anderswo geändert")
    dora.press("Escape")
    decide(dora, "3", "Emil Wolf hat")
    both = "Dora schreibt und Emil\n\nDora schreibt weiter"
    dora.waits_until(lambda: both in comments(store), both)
    emil.sees("changed by somebody else since")
    emil.press("Escape")
    emil.waits_until(lambda: "── Comment" not in emil.screen())
    assert both in comments(store)


def _restart(server: postgresql.OwnServer, store: Store, dora: Tmux, emil: Tmux) -> None:
    """In the middle of a comment, which is kept all the same, without another key."""
    dora.press("j", "c")
    dora.sees("── Kommentar")
    dora.types("Vor dem Halt")
    dora.waits_until(lambda: "Vor dem Halt" in comments(store), "saved")
    server.stop_at_once()
    dora.types(" und danach")
    dora.sees("Bibliothek nicht erreichbar")
    emil.sees("library not reached")
    server.start()
    dora.waits_until(lambda: "Vor dem Halt und danach" in comments(store), "saved again")
    for each, words in ((dora, "Bibliothek nicht erreichbar"), (emil, "library not reached")):
        each.waits_until(lambda each=each, words=words: words not in each.screen(), f"no {words}")  # type: ignore[misc]
    dora.press("Escape")
    emil.sees("EW/DF")
    assert "Vor dem Halt und danach" in comments(store)
