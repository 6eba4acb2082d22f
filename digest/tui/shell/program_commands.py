"""The program itself: help, palette, mouse, leaving."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import Command

_EVERYWHERE = ("inbox", "edition", "feeds")

COMMANDS = (
    Command(
        "palette",
        ("colon", "ctrl+p"),
        msg("commands"),
        msg("All commands by name"),
        lambda s: s.app.go.palette(),
        _EVERYWHERE,
        in_fields=True,
    ),
    Command(
        "help",
        ("question_mark", "f1"),
        msg("help"),
        msg("The keys of this screen"),
        lambda s: s.app.go.help(),
        _EVERYWHERE,
        9,
        in_fields=True,
    ),
    Command(
        "mouse",
        ("m",),
        msg("mouse"),
        msg("Mouse capture on or off, so that the terminal can select text"),
        lambda s: s.app.terminal.toggle_mouse(),
        _EVERYWHERE,
    ),
    Command(
        "theme",
        (),
        msg("theme"),
        msg("Choose colours, light or dark"),
        lambda s: s.app.go.themes(),
        _EVERYWHERE,
    ),
    Command(
        "suspend",
        ("ctrl+z",),
        msg("suspend"),
        msg("Back to the shell for a while; “fg” goes on here. In a field: take back what was typed"),
        lambda s: s.app.terminal.suspend(),
        _EVERYWHERE,
        anywhere=True,
    ),
    Command("back", ("escape",), msg("back"), msg("Back"), lambda s: s.app.go.back(), _EVERYWHERE, in_fields=True),
    Command(
        "quit", ("q",), msg("quit"), msg("Back; on the inbox quit"), lambda s: s.app.go.back_or_quit(), _EVERYWHERE
    ),
)
