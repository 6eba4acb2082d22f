"""Looking up names in threads that are used again; one that hangs holds up nobody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from digest.feeds.resolver import look_up


def test_one_look_up_after_the_other_uses_one_thread() -> None:
    threads: set[int] = set()

    def lookup(host: str, port: int) -> Sequence[str]:
        threads.add(threading.get_ident())
        return [host]

    async def many() -> None:
        for number in range(50):
            assert await look_up(lookup, f"h{number}", 80) == [f"h{number}"]
            # The thread says that it is idle after it has answered; only then can the next question go to it.
            await asyncio.to_thread(lambda: None)

    asyncio.run(many())
    assert len(threads) < 50


def test_a_hanging_look_up_holds_up_no_other() -> None:
    release = threading.Event()

    def lookup(host: str, port: int) -> Sequence[str]:
        if host == "hangs":
            release.wait(60)
        return [host]

    async def both() -> None:
        hanging = [asyncio.ensure_future(look_up(lookup, "hangs", 80)) for _ in range(10)]
        await asyncio.sleep(0)
        answers = await asyncio.gather(*(look_up(lookup, f"h{number}", 80) for number in range(100)))
        assert len(answers) == 100
        assert not any(each.done() for each in hanging)
        release.set()
        assert await asyncio.gather(*hanging) == [["hangs"]] * 10

    asyncio.run(both())


def test_an_error_of_the_look_up_is_raised_to_who_asked() -> None:
    def lookup(host: str, port: int) -> Sequence[str]:
        raise OSError(host)

    with pytest.raises(OSError, match="gibt-es-nicht"):
        asyncio.run(look_up(lookup, "gibt-es-nicht", 80))
