"""Picking: one key from seeing an entry to having it in the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand, On, ScreenCommand

if TYPE_CHECKING:
    from digest.tui.inbox.inbox_screen import InboxScreen
    from digest.tui.shell.pick_screen import PickScreen

_both: On[PickScreen] = On("inbox", "edition")
_inbox: On[InboxScreen] = On("inbox")


def _has_entry(screen: PickScreen) -> bool:
    return screen.under_cursor is not None


def _digit(number: int) -> ScreenCommand[InboxScreen]:
    return _inbox(
        f"category-{number}",
        (str(number),),
        msg("category {number}", number=number),
        msg("Pick under category {number}; the same again drops the pick", number=number),
        lambda s: s.picking.number(number),
        enabled=_has_entry,
    )


COMMANDS: tuple[AnyCommand, ...] = (
    *(_digit(number) for number in range(1, 10)),
    _inbox(
        "category",
        ("t",),
        msg("other"),
        msg("Category by name, or a label of your own"),
        lambda s: s.picking.ask(),
        footer=1,
        enabled=_has_entry,
        writes=True,
    ),
    _both(
        "drop",
        ("0",),
        msg("drop"),
        msg("Drop the pick; its comment is kept until the edition is closed"),
        lambda s: s.drop_pick(),
        enabled=_has_entry,
    ),
    _inbox(
        "comment",
        ("c",),
        msg("comment"),
        msg("Comment beside the text, saved as you type; Esc or Ctrl-S closes"),
        lambda s: s.commenting.begin(),
        footer=2,
        enabled=_has_entry,
        writes=True,
    ),
    _both(
        "editor",
        ("e",),
        msg("editor"),
        msg("Comment in $EDITOR"),
        lambda s: s.external_editor.open(),
        enabled=_has_entry,
    ),
)
