"""Undo and redo, on every screen; the help lists them with what is done most."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import everywhere

COMMANDS: tuple[AnyCommand, ...] = (
    everywhere(
        "undo",
        ("u",),
        msg("undo"),
        msg("Take the last change back"),
        lambda s: s.undoing.undo(),
        footer=8,
    ),
    everywhere("redo", ("U", "ctrl+y"), msg("redo"), msg("Do it again"), lambda s: s.undoing.redo()),
)
