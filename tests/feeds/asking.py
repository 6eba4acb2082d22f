"""Asking a test server through the real client."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from digest.config.settings import NetworkSettings
from digest.domain.health import Failure
from digest.feeds.client import Answer, Client, Request
from digest.feeds.resolver import Lookup, system_lookup

LOOPBACK = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "localhost", "::1")

#: The test servers may be asked although they live on loopback.
OPEN = NetworkSettings(allow_hosts=LOOPBACK)

#: For servers that never finish.
HASTY = NetworkSettings(allow_hosts=LOOPBACK, feed_seconds=0.5)


def ask(
    url: str,
    settings: NetworkSettings = OPEN,
    environ: Mapping[str, str] | None = None,
    lookup: Lookup = system_lookup,
    **request: Any,
) -> Answer | Failure:
    """One address through a fresh client."""
    return ask_all([url], settings, environ, lookup, **request)[0]


def ask_all(
    urls: list[str],
    settings: NetworkSettings = OPEN,
    environ: Mapping[str, str] | None = None,
    lookup: Lookup = system_lookup,
    **request: Any,
) -> list[Answer | Failure]:
    """Many addresses at once through one client."""

    async def run() -> list[Answer | Failure]:
        async with Client(settings, environ or {}, lookup) as client:
            return list(await asyncio.gather(*(client.get(Request(url, **request)) for url in urls)))

    return asyncio.run(run())


def answered(result: Answer | Failure) -> Answer:
    """The answer, where one is expected."""
    assert isinstance(result, Answer), result
    return result


def failed(result: Answer | Failure) -> Failure:
    """The failure, where one is expected."""
    assert isinstance(result, Failure), result
    return result
