"""What a change came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.domain.memory import Recollection
    from digest.domain.message import Message


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The result of a change: one sentence, the pick now (None if none), its earlier places.

    `next_month`: after closing, the next month whose edition is still open. `is_done` is False if there was nothing to
    do.
    """

    said: Message
    pick: Pick | None = None
    earlier: tuple[Recollection, ...] = ()
    next_month: str = ""
    is_done: bool = True
