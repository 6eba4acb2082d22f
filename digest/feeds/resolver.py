"""Looking up names in threads that nobody has to wait for."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Sequence

#: Host and port → IP addresses, best first; blocks; raises OSError (`socket.gaierror`) for an unknown name.
Lookup = Callable[[str, int], Sequence[str]]

# How long a thread waits for another name before it ends.
_IDLE_SECONDS = 5


def system_lookup(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says, in the order of RFC 6724."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


async def look_up(lookup: Lookup, host: str, port: int) -> Sequence[str]:
    """Run `lookup` in a daemon thread: cancelled at once, and a hanging one blocks no exit.

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
        with contextlib.suppress(RuntimeError):  # the loop is closed: nothing waits for the answer any more
            loop.call_soon_threadsafe(settle, found, failure)

    _resolvers.give(work)
    return await answer


class _Resolvers:
    """Daemon threads that wait for more work for a while; starting one costs a look-up's time."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0

    def give(self, work: Callable[[], None]) -> None:
        """Have it done at once: by an idle thread, else by a new one, as any other may be hanging."""
        with self._lock:
            if self._idle:
                self._idle -= 1
                self._work.put(work)
                return
        threading.Thread(target=self._serve, args=(work,), name="look up names", daemon=True).start()

    def _serve(self, work: Callable[[], None]) -> None:
        while True:
            work()
            with self._lock:
                self._idle += 1
            try:
                work = self._work.get(timeout=_IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    try:
                        work = self._work.get_nowait()  # given just now
                    except queue.Empty:
                        self._idle -= 1
                        return


_resolvers = _Resolvers()
