"""The readers of the child process, their limits, and the frames of the exchange.

A request is two lengths, a JSON head (function and arguments) and the document; an answer is one letter, a length and
a JSON text. Only data can cross: neither side runs what the other sends.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Generic, TypeVar

from digest.domain.health import Failure, FailureKind

T = TypeVar("T")

#: Seconds by the clock that one document may take.
SECONDS = 10
#: Bytes of private memory that a reading process may have (RLIMIT_DATA): with the libraries' own pages below 300 MB.
MEMORY = 280_000_000
#: The limit as sentences tell it, in MB.
MEMORY_TOLD = 300
#: The longest answer that is taken, in bytes: several times what the largest document can hold of text.
LONGEST_ANSWER = 100_000_000

#: Lengths of head and document, big-endian.
REQUEST = struct.Struct(">QQ")
#: What kind of answer follows (RESULT, FAILURE), and its length.
ANSWER = struct.Struct(">cQ")
RESULT, FAILURE = b"R", b"F"
#: What a worker says when it has everything imported.
READY = b"digest reader\n"


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """A function that reads a stranger's document: `module`.`function`(body, *arguments).

    It returns `result` or a Failure.

    `result` is a dataclass; arguments are strings. The function runs in a worker (`isolation.worker`), never here.
    """

    module: str
    function: str
    result: type[T]


def reading_failure(reason: str, seconds: int = SECONDS) -> Failure:
    """Why a document was not read: by `domain.failure_details`, or an exception's name."""
    return Failure(FailureKind.PARSER, {"seconds": str(seconds), "size": str(MEMORY_TOLD), "reason": reason})
