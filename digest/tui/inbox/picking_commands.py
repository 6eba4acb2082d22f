"""Picking: one key from seeing an entry to having it in the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand, ScreenCommand
from digest.tui.commands.commands_on import on_inbox, on_inbox_and_edition

if TYPE_CHECKING:
    from digest.tui.inbox.inbox_screen import InboxScreen


def _digit(number: int) -> ScreenCommand[InboxScreen]:
    return on_inbox(
        f"category-{number}",
        (str(number),),
        msg("category {number}", number=number),
        msg("Pick under category {number}; the same again drops the pick", number=number),
        lambda s: s.picking.number(number),
        on_cursor=True,
    )


COMMANDS: tuple[AnyCommand, ...] = (
    *(_digit(number) for number in range(1, 10)),
    on_inbox(
        "category",
        ("t",),
        msg("other"),
        msg("Category by name, or a label of your own"),
        lambda s: s.picking.ask(),
        footer=1,
        on_cursor=True,
        writes=True,
    ),
    on_inbox_and_edition(
        "drop",
        ("0",),
        msg("drop"),
        msg("Drop the pick; its comment is kept until the edition is closed"),
        lambda s: s.drop_pick(),
        on_cursor=True,
    ),
    on_inbox(
        "comment",
        ("c",),
        msg("comment"),
        msg("Comment beside the text, saved as you type; Esc or Ctrl-S closes"),
        lambda s: s.commenting.begin(),
        footer=2,
        on_cursor=True,
        writes=True,
    ),
    on_inbox_and_edition(
        "editor",
        ("e",),
        msg("editor"),
        msg("Comment in $EDITOR"),
        lambda s: s.external_editor.open(),
        on_cursor=True,
    ),
)
