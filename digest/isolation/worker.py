"""The process that reads strangers' documents: requests in, answers out, until EOF.

Run by `isolation.readpool` only, with the module to load first as argument. The limits hold here as well, in case the
parent is gone.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from contextlib import suppress
from importlib import import_module
from typing import BinaryIO

from digest.domain.health import Failure
from digest.isolation.plain_data import encode
from digest.isolation.reader import ANSWER, FAILURE, MEMORY, READY, REQUEST, RESULT, reading_failure

# Where the system does not limit private memory (macOS, Linux before 4.7) the address space is limited as far as it
# does that: libraries reserve far more of it than they fill.
_ADDRESS_SPACE = 1 << 30
# Longer than the parent waits: it takes effect only if the parent is gone, when nothing else would stop the worker.
_LAST_RESORT = 2


def main() -> None:
    """Serve until the input ends; arguments: seconds for a document, first module, niceness."""
    seconds, module, niceness = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    for limit, most in (
        (resource.RLIMIT_AS, _ADDRESS_SPACE),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a stray print must not break a frame
    import_module(module)
    sink.write(READY)
    sink.flush()
    while (request := _request(source)) is not None:
        signal.alarm(seconds + _LAST_RESORT)
        gc.disable()  # hundreds of thousands of small objects that live till the end: a fifth of the time
        kind, answer = _answer(*request)
        signal.alarm(0)
        del request
        sink.write(ANSWER.pack(kind, len(answer)))
        sink.write(answer)
        sink.flush()
        del answer
        gc.enable()


def _answer(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Call the reader; however it fails, it is that document's failure, and others go on."""
    import orjson

    module, function, *arguments = orjson.loads(head)
    try:
        result = getattr(import_module(module), function)(body, *arguments)
        return (FAILURE if isinstance(result, Failure) else RESULT), encode(result)
    except MemoryError:
        return FAILURE, encode(reading_failure("MemoryError"))
    except Exception as error:  # noqa: BLE001 see above
        return FAILURE, encode(reading_failure(type(error).__name__))


def _request(source: BinaryIO) -> tuple[bytes, bytes] | None:
    """One request, or None at the end."""
    lengths = source.read(REQUEST.size)
    if len(lengths) < REQUEST.size:
        return None
    head_length, body_length = REQUEST.unpack(lengths)
    head, body = source.read(head_length), source.read(body_length)
    return (head, body) if len(body) == body_length else None
