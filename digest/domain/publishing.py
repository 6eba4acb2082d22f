"""A publication target's answers: rights, what a push would send, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.domain.message import Message


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What `check` learned without changing anything: who we are there, and what may be done.

    `facts` are sentences for the user; `warnings` too, about what will not work as it is set.
    """

    place: str
    account: str = ""
    facts: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishFailure:
    """What went wrong at a target, as a value: what happened, and what to do about it.

    `code` is stable, for scripts and tests ("no-login"). `is_unclear` says that the draft may have been made all the
    same (a time-out, a cut connection): then it is looked for before anything is sent again.
    """

    code: str
    message: Message
    remedy: Message
    is_unclear: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing that a push would send, for a dry run: exactly the bytes, and no secret.

    `act` is an HTTP method, "WRITE" or "MAIL"; `place` an address, a path or the recipients; `fields` header fields
    with "***" for what is secret.
    """

    act: str
    place: str
    fields: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
