"""The process in which `parsepool` has feeds parsed that might take long: request in, result out, until its input ends.

A frame is eight bytes of length (big-endian) and a pickle. Both ends are the same program, on a pipe nobody else holds.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

LENGTH = struct.Struct(">Q")
#: What a worker says when it has everything imported.
READY = b"R"

# An address space of 1 GB: a feed of the largest size that is let through needs about half of it, and the computer of
# who meets a worse one stays usable. Where the system does not know this limit (macOS), the time limit alone holds.
_MEMORY = 1 << 30
#: What a busy machine may add: a feed has its seconds of computing, and so many times as long by the clock.
PATIENCE = 3
# Longer than the pool waits, so that it counts only when the pool has died: then nobody else would stop a worker.
_LAST_RESORT = 5


def main() -> None:
    """Serve until the end of the input. A feed that computes for so many seconds (argument 1) dies of SIGPROF."""
    seconds = int(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a stray print must not break a frame

    from digest.feeds.parse import parse

    sink.write(READY)
    sink.flush()
    while (request := _read(source)) is not None:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(PATIENCE * seconds + _LAST_RESORT)
        gc.disable()  # hundreds of thousands of small objects that live till the end: a fifth of the time
        body, headers, url = pickle.loads(request)  # noqa: S301 our own parent wrote it
        frame = pickle.dumps(parse(body, headers, url))
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        sink.write(LENGTH.pack(len(frame)))
        sink.write(frame)
        sink.flush()
        gc.enable()


def _read(source: BinaryIO) -> bytes | None:
    """One frame, or None at the end."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    frame = source.read(length)
    return frame if len(frame) == length else None
