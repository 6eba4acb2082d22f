"""Picking: one key from seeing an entry to having it in the edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digest.domain.message import Message, msg
from digest.tui.commands.command import Command

_INBOX = ("inbox",)


def _has_entry(screen: Any) -> bool:
    return screen.under_cursor is not None


def _digit(number: int) -> Command:
    return Command(
        f"category-{number}",
        (str(number),),
        msg("category {number}", number=number),
        msg("Pick under category {number}; the same again drops the pick", number=number),
        lambda s: s.picking.number(number),
        _INBOX,
        enabled=_has_entry,
    )


def called(command: Command, standing: Sequence[str]) -> tuple[Message, Message] | None:
    """Name and help of a command; a digit's name its category, None if it has none."""
    number = command.id.removeprefix("category-")
    if not number.isdecimal():
        return command.name, command.help
    if int(number) > len(standing):
        return None
    category = standing[int(number) - 1]
    return (
        msg("category “{category}”", category=category),
        msg("Pick under “{category}”; the same again drops the pick", category=category),
    )


COMMANDS = (
    *(_digit(number) for number in range(1, 10)),
    Command(
        "category",
        ("t",),
        msg("other"),
        msg("Category by name, or a label of your own"),
        lambda s: s.picking.ask(),
        _INBOX,
        1,
        _has_entry,
        writes=True,
    ),
    Command(
        "drop",
        ("0",),
        msg("drop"),
        msg("Drop the pick; its comment is kept until the edition is closed"),
        lambda s: s.picking.drop(),
        ("inbox", "edition"),
        0,
        _has_entry,
    ),
    Command(
        "comment",
        ("c",),
        msg("comment"),
        msg("Comment beside the text, saved as you type; Esc or Ctrl-S closes"),
        lambda s: s.commenting.begin(),
        _INBOX,
        2,
        _has_entry,
        writes=True,
    ),
    Command(
        "editor",
        ("e",),
        msg("editor"),
        msg("Comment in $EDITOR"),
        lambda s: s.commenting.in_editor(),
        ("inbox", "edition"),
        0,
        _has_entry,
    ),
)
