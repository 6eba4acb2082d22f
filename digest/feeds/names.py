"""Looking up names in threads that nobody has to wait for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence

#: Host and port → IP addresses, best first; blocks; raises OSError (`socket.gaierror`) for an unknown name.
Lookup = Callable[[str, int], Sequence[str]]


def system_lookup(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says, in the order of RFC 6724."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


async def look_up(lookup: Lookup, host: str, port: int) -> Sequence[str]:
    """`lookup` in a daemon thread: given up at once when cancelled, and a hanging one does not hold the exit.

    (The event loop's own executor is joined at exit, and getaddrinfo cannot be interrupted.)
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def settle(found: Sequence[str], error: Exception | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(found)
        else:
            answer.set_exception(error)

    def work() -> None:
        found: Sequence[str] = ()
        failure: Exception | None = None
        try:
            found = lookup(host, port)
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is awaited
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found, failure)

    threading.Thread(target=work, name=f"look up {host}", daemon=True).start()
    return await answer
