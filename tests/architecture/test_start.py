"""What a start loads, counted in modules, patterns and dataclasses.

No load of the machine changes that.

A dataclass costs half a millisecond to make, a pattern up to as much, a module a quarter: they add up to what one feels
at every `digest fetch` of cron and at the first frame. The ceilings leave room for a few; who needs more asks first
whether the first use could import it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.domain.feed import Feed, FetchState
from digest.storage.local import LocalStore
from digest.storage.store import FeedRefresh

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)

# Runs the code and tells what it loaded, which modules compiled patterns while they were read, and which dataclasses
# were made. `re.compile` and `dataclass` are counted in the modules' own code, not in what a library does.
_COUNTING = """
import dataclasses, json, re, sys
patterns, classes = [], []
compile_, process = re.compile, dataclasses._process_class

def compiled(pattern, flags=0):
    caller = sys._getframe(1)
    if caller.f_code.co_name == "<module>" and caller.f_globals["__name__"].startswith("digest"):
        patterns.append(f"{caller.f_globals['__name__']}: {pattern!r}")
    return compile_(pattern, flags)

def processed(cls, *args, **options):
    if cls.__module__.startswith("digest"):
        classes.append(f"{cls.__module__}.{cls.__name__}")
    return process(cls, *args, **options)

re.compile, dataclasses._process_class = compiled, processed
CODE
print("\\n#" + json.dumps([sorted(sys.modules), patterns, classes]), file=sys.stderr)
"""
_COMMAND = "from digest.cli.main import run\nassert run({!r}) == 0"
_INTERFACE = "import digest.cli.main, digest.cli.tui, digest.tui.app"


@dataclass(frozen=True)
class Start:
    """What the code loads at most, and what it must not load at all."""

    code: str
    modules: int
    classes: int
    without: frozenset[str]
    patterns: int = 0


_NO_COMMAND = frozenset({
    "textual", "httpx2", "feedparser", "lxml", "nh3", "babel", "jinja2", "trafilatura", "dateparser", "asyncio",
    "digest.domain.edition", "digest.domain.query", "digest.domain.links", "digest.domain.rules",
    "digest.storage.store", "digest.storage.dump_format", "digest.storage.entry_questions",
    "digest.storage.local_whole", "digest.storage.migrating",
    "digest.storage.files.file_editions",
    "digest.storage.sql.lists", "digest.storage.sql.writing", "hashlib", "html",
})  # fmt: skip
STARTS = {
    "help": Start(_COMMAND.format(["--help"]), 30, 4, _NO_COMMAND | {"sqlite3", "tinydb", "orjson", "tomllib"}),
    "nothing due": Start(_COMMAND.format(["fetch", "--quiet"]), 102, 28, _NO_COMMAND),
    "something due": Start(
        "import digest.cli.fetch, digest.services.refresh.refresh_run, digest.feeds.transports", 120, 58,
        frozenset({"textual", "feedparser", "lxml", "nh3", "babel", "jinja2", "trafilatura", "dateparser"}),
    ),
    # `sanitise.USUAL_ADDRESS` is needed for every entry.
    "reader": Start(
        "import digest.isolation.worker, digest.feeds.parse", 34, 12,
        frozenset({"feedparser", "lxml", "dateparser", "asyncio", "sqlite3", "click"}), patterns=1,
    ),
    "interface": Start(
        _INTERFACE, 112, 8,
        frozenset({
            "click", "orjson", "sqlite3", "tinydb", "hashlib", "digest.config.settings", "digest.domain.edition",
            "digest.domain.entry", "digest.domain.url", "digest.storage.store",
        }),
    ),
}  # fmt: skip


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A library whose one feed is not due."""
    store = LocalStore(tmp_path / "library", lambda: NOW)
    store.add_feeds([Feed("f1", "https://blog.example/feed", added=NOW)])
    later = datetime(2026, 11, 21, 20, tzinfo=UTC)
    state = FetchState(url="https://blog.example/feed", last_checked=NOW, last_success=NOW, next_check=later)
    store.apply_refresh([FeedRefresh("f1", state)])
    store.close()
    return {
        "HOME": str(tmp_path),
        "DIGEST_LIBRARY": str(tmp_path / "library"),
        "DIGEST_NOW": NOW.isoformat(),
        "PATH": "/usr/bin:/bin",
    }


@pytest.mark.parametrize("name", STARTS)
def test_a_start_loads_little_and_compiles_next_to_nothing(name: str, environ: dict[str, str]) -> None:
    start = STARTS[name]
    done = subprocess.run(
        [sys.executable, "-c", _COUNTING.replace("CODE", start.code)],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    modules, patterns, classes = json.loads(done.stderr.rpartition("\n#")[2])
    assert not start.without & {*modules}
    assert len(patterns) <= start.patterns, patterns
    assert len(classes) <= start.classes, classes
    ours = [module for module in modules if module.startswith("digest")]
    assert len(ours) <= start.modules, ours
