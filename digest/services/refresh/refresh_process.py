"""A refresh in a child process, so that an interface stays quick and may exit at any time.

The process is `digest fetch --events`, which tells one JSON line a feed; ended by SIGTERM it keeps what is whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from digest.isolation.interpreter import python_command

# Bytes: an event with the names of all hosts that are asked at a time.
_LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class RefreshEvent:
    """Progress: feeds `done` of `total`, `new` entries, `failed` feeds, `hosts` being asked.

    The last one has `ended` True and tells of the run as a whole: `feeds` are all that were wanted, `next_due` is when
    the first is due if none was (ISO 8601, empty if none ever is), `unanswered`: there was no connection to any of
    several. `running_elsewhere`: another process is refreshing, so this one did nothing.
    """

    done: int = 0
    total: int = 0
    new: int = 0
    failed: int = 0
    hosts: tuple[str, ...] = ()
    ended: bool = False
    running_elsewhere: bool = False
    feeds: int = 0
    next_due: str = ""
    unanswered: bool = False


async def refresh_events(
    library: str, config: Path, environ: Mapping[str, str], arguments: tuple[str, ...] = ()
) -> AsyncGenerator[RefreshEvent, None]:
    """Start a refresh and yield what it tells; closing the generator ends it within two seconds."""
    command = python_command("digest.__main__", "fetch", "--events", *arguments)
    variables = {**environ, "DIGEST_LIBRARY": library, "DIGEST_CONFIG": str(config)}
    process = await asyncio.create_subprocess_exec(
        *command, env=variables, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, limit=_LONGEST_LINE,
    )  # fmt: skip
    assert process.stdout is not None
    last = RefreshEvent()
    try:
        async for line in process.stdout:
            event = _event(line)
            if event is not None:
                last = event
                yield last
        code = await process.wait()
        if not last.ended:
            yield replace(last, hosts=(), ended=True, running_elsewhere=code == 4)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def _event(line: bytes) -> RefreshEvent | None:
    """The event of a line, whose usual values are left out; None for a library's stray print."""
    import orjson

    from digest.isolation.plain_data import decode, encode

    try:
        return decode(RefreshEvent, encode({**asdict(RefreshEvent()), **orjson.loads(line)}))
    except (ValueError, TypeError):
        return None
