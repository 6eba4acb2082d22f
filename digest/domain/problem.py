"""What is wrong with a library, as `Store.check` finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from digest.domain.message import Message

Detail: TypeAlias = str | Message


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of `check`: `where` names the part, `what` is a code (`damaged`, …).

    `detail` is an id, an operating system's word, or a sentence; empty where there is nothing to add.

    `mend` is what `repair` would do: "restore" the part from the copy `source`, whose changes since are lost;
    "recode" it, losing nothing; "decipher" it, guessing single letters; "refill": begin it anew, for a part that fills
    itself again; "put away" what was damaged and has been replaced. Empty: a person must look.
    """

    where: str
    what: str
    detail: Detail = ""
    mend: str = ""
    source: str = ""
