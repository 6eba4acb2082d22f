"""Fixtures for every test."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from digest.storage.files.engine.disk import Disk
from tests.feedserver import FeedServer
from tests.repeated import Repeated
from tests.shared import ACCEPTANCE, CORPORA, Corpus

# A busy machine must not decide a test: hypothesis measures time by default. Where a change is judged, the examples are
# the same each time, so that only the change can fail; elsewhere they are new ones, which find more.
settings.register_profile(
    "digest",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("digest")

# What a test has just broken is not going to be whole in a moment.
Disk.still = 0


ROOT = Path(__file__).resolve().parents[1]
#: Seconds that are given to tests of which many take minutes.
_MINUTES = 600


def pytest_configure(config: pytest.Config) -> None:
    """The closing lines of a run tell how often transactions were repeated; Ctrl-C reaches what it starts.

    In the background of a script (`make test &`) it is ignored, and so it would be by every program of a test.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(Repeated())


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Import the tests of whole folders, in each process of `pytest -n` from another file on.

    On a new checkout pytest first rewrites the assertions of every file, which takes longer than all else before the
    first test. Processes that begin at different files find most of the others rewritten already.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    named = [session.config.invocation_params.dir / name for name in session.config.args]
    files = sorted({file.resolve() for folder in named if folder.is_dir() for file in folder.rglob("test_*.py")})
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for file in files[first:] + files[:first]:
        with suppress(Exception, pytest.skip.Exception):  # pytest imports it again, and tells
            import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In each process of `pytest -n` the tests that may take minutes come first.

    `--dist worksteal` begins with equal parts in this order; what is short can be dealt out again until the end.
    """
    worker = getattr(config, "workerinput", None)
    if worker is None:
        return
    count = int(worker["workercount"])
    first = [item for item in items if _may_take(item) >= _MINUTES]
    rest = iter([item for item in items if _may_take(item) < _MINUTES])
    ordered: list[pytest.Item] = []
    for number in range(count):
        size = (len(items) - len(ordered)) // (count - number)
        part = first[number::count]
        ordered += [*part, *islice(rest, max(0, size - len(part)))]
    items[:] = ordered


def _may_take(item: pytest.Item) -> float:
    """Seconds that a test has been given for itself."""
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark and mark.args else 0.0


@pytest.fixture(scope="session", params=CORPORA)
def corpus(request: pytest.FixtureRequest) -> Corpus:
    """The invented collection of documents; among the slow tests also the real one, if present."""
    found: Corpus = request.param
    return found


@pytest.fixture(params=ACCEPTANCE)
def model(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A whole digest as data.

    An invented one and, among the slow tests, a real curator's if it is here.
    """
    folder: Path = request.param
    data: dict[str, Any] = json.loads((folder / "lesetipps_april.json").read_text(encoding="utf-8"))
    return data


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """A real web server on 127.0.0.1, closed when the test ends."""
    with FeedServer() as server:
        yield server
