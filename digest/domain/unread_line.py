"""Lines of an old post that were not taken over."""

from __future__ import annotations

from dataclasses import dataclass

from digest.domain.message import Message


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that was not taken over, and why."""

    number: int
    text: str
    reason: Message
