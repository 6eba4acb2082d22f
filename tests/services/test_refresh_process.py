"""What a refresh in a process of its own tells, and what it does not make of nonsense."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from digest.services.refresh import refresh_process
from digest.services.refresh.refresh_process import RefreshEvent, refresh_events


def events(monkeypatch: pytest.MonkeyPatch, *lines: bytes) -> list[RefreshEvent]:
    program = f"import sys; sys.stdout.buffer.write({b''.join(lines)!r})"
    monkeypatch.setattr(refresh_process, "python_command", lambda *_: [sys.executable, "-c", program])

    async def gathered() -> list[RefreshEvent]:
        return [event async for event in refresh_events(Path("library"), Path("config"), {})]

    return asyncio.run(gathered())


def test_events_are_told_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    told = events(monkeypatch, b'{"done":1,"total":2,"hosts":["a.example"]}\n', b'{"done":2,"total":2,"ended":true}\n')
    assert told == [RefreshEvent(1, 2, hosts=("a.example",)), RefreshEvent(2, 2, ended=True)]


@pytest.mark.parametrize(
    "nonsense",
    [b"Traceback\n", b"[]\n", b"7\n", b'{"done":"x"}\n', b'{"more":1}\n', b'{"hosts":[1]}\n', b"\xff\n", b"{\n",
     b"\n", b'{"hosts":"abc"}\n', b"[" * 100_000 + b"\n", b'{"done":1,"total":' + b"9" * 30 + b"}\n"],
)  # fmt: skip
def test_lines_that_are_no_events_are_passed_over(monkeypatch: pytest.MonkeyPatch, nonsense: bytes) -> None:
    told = events(monkeypatch, b'{"done":1,"total":2}\n', nonsense, b'{"done":2,"total":2,"ended":true}\n')
    assert told == [RefreshEvent(1, 2), RefreshEvent(2, 2, ended=True)]
