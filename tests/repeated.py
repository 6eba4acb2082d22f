"""How often transactions on PostgreSQL were repeated; the end of a run tells it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pytest

from digest.storage.store import Store

_PROPERTY = "transactions repeated"


def note_repeated(item: pytest.Item, backend: str, stores: Iterable[Store]) -> None:
    """Note in a test's report how often these Stores have repeated a transaction."""
    servers = [server for store in stores if (server := getattr(store, "_server", None)) is not None]
    if servers:
        item.user_properties.append((_PROPERTY, (backend, sum(server.repeated for server in servers))))


class Repeated:
    """Adds up what the reports of all processes of a run say."""

    def __init__(self) -> None:
        self._tests: dict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            for name, value in report.user_properties:
                if name == _PROPERTY:
                    backend, number = value  # type: ignore[misc]
                    self._tests[backend][report.nodeid] += number

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in repeated_lines(self._tests):
            terminalreporter.write_line(line)


def repeated_lines(tests: Mapping[str, Counter[str]]) -> list[str]:
    """A line for each backend: "transactions repeated, team, serializable: 3 (in 2 of 214)"."""
    return [
        f"{_PROPERTY}, {backend}: {numbers.total()} (in {sum(map(bool, numbers.values()))} of {len(numbers)} tests)"
        for backend, numbers in sorted(tests.items())
    ]
