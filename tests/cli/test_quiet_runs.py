"""A run that brings nothing new leaves disk and processor alone.

So laptops sleep and backups stay small.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Digest
from tests.cli.test_refresh_storms import body, subscribe
from tests.feedserver import FeedServer

Stamp = tuple[int, int, int]


def stamps(digest: Digest) -> dict[Path, Stamp]:
    """When everything below the home was written, and as which file.

    Library, configuration, caches, log.
    """
    found = {path: path.stat() for path in (digest.home, *digest.home.rglob("*"))}
    return {path: (stat.st_mtime_ns, stat.st_ino, stat.st_size) for path, stat in found.items()}


def written(digest: Digest, before: dict[Path, Stamp]) -> set[str]:
    """The files that are new, gone or written since.

    A folder counts where its list of files has changed.
    """
    after = stamps(digest)
    return {path.name for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@pytest.fixture
def fetched(digest: Digest, feed_server: FeedServer) -> Digest:
    """Feeds with and without validators, and one that fails, asked once and looked at."""
    plain = feed_server.serve("/a.xml", body=body(1, 3))
    validated = feed_server.serve("/b.xml", body=body(2, 3), etag='"1"')
    subscribe(digest, [plain, validated, feed_server.url("/fehlt.xml")])
    digest("fetch")
    digest.ok("entries")
    return digest


@pytest.mark.parametrize("arguments", [(), ("--quiet",), ("--json",)])
def test_nothing_due_writes_no_file_and_asks_nobody(
    fetched: Digest, feed_server: FeedServer, arguments: tuple[str, ...]
) -> None:
    before, asked = stamps(fetched), len(feed_server.requests)
    command = [sys.executable, "-m", "digest", "fetch", *arguments]
    subprocess.run(command, env=fetched.environment(), check=True, capture_output=True)
    # SQLite lays files for readers beside the archive and takes them away again, which the folder's time tells.
    assert written(fetched, before) - {fetched.library.name} == set()
    assert len(feed_server.requests) == asked


def test_due_but_nothing_new_writes_the_archive_and_no_other_file(fetched: Digest) -> None:
    before = stamps(fetched)
    fetched.now = "2026-11-21T09:00:00+00:00"
    counts = fetched("fetch", "--json").data["feeds"]
    assert (counts["not_modified"], counts["unchanged"], counts["failed"]) == (1, 1, 1)
    assert written(fetched, before) - {fetched.library.name} == {"archive.sqlite"}


def test_one_new_entry_writes_the_archive_and_no_other_file(fetched: Digest, feed_server: FeedServer) -> None:
    feed_server.serve("/a.xml", body=body(1, 4))
    fetched.now = "2026-11-21T09:00:00+00:00"
    before = stamps(fetched)
    assert fetched("fetch", "--json").data["entries"]["new"] == 1
    assert written(fetched, before) - {fetched.library.name} == {"archive.sqlite"}


_LOADED = """
import asyncio, sys
from digest.cli.main import run
start, readers = asyncio.create_subprocess_exec, []
async def counted(*command, **how):
    readers.append("reader")
    return await start(*command, **how)
asyncio.create_subprocess_exec = counted
run(["fetch", "--force", "--quiet"])
print(readers + [name for name in ("feedparser", "nh3", "dateparser", "multiprocessing") if name in sys.modules])
"""


def test_a_body_that_is_known_is_not_parsed(fetched: Digest, feed_server: FeedServer) -> None:
    def loaded() -> str:
        command = [sys.executable, "-c", _LOADED]
        return subprocess.run(command, env=fetched.environment(), check=True, capture_output=True, text=True).stdout

    asked = len(feed_server.requests)
    assert loaded().strip() == "[]"
    assert len(feed_server.requests) == asked + 3
    feed_server.serve("/a.xml", body=body(1, 4))
    assert loaded().strip() == "['reader']"
