"""The program itself: help, palette, mouse, leaving."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import everywhere

COMMANDS: tuple[AnyCommand, ...] = (
    everywhere(
        "palette",
        ("colon", "ctrl+p"),
        msg("commands"),
        msg("All commands by name"),
        lambda s: s.app.navigation.palette(),
        in_fields=True,
    ),
    everywhere(
        "help",
        ("question_mark", "f1"),
        msg("help"),
        msg("The keys of this screen"),
        lambda s: s.app.navigation.help(),
        footer=9,
        in_fields=True,
        pane_ranks={"views": 99},
    ),
    everywhere(
        "mouse",
        ("m",),
        msg("mouse"),
        msg("Mouse capture on or off, so that the terminal can select text"),
        lambda s: s.app.terminal.toggle_mouse(),
    ),
    everywhere(
        "theme",
        (),
        msg("theme"),
        msg("Choose colours, light or dark"),
        lambda s: s.app.navigation.themes(),
    ),
    everywhere(
        "settings",
        ("comma",),
        msg("settings"),
        msg("The settings: title, series, categories, exports, your name, network; written into the configuration"),
        lambda s: s.app.navigation.settings(),
    ),
    everywhere(
        "questions",
        (),
        msg("first questions"),
        msg("The questions of the first start: series, your name, language, target"),
        lambda s: s.app.navigation.questions(),
    ),
    everywhere(
        "export-feeds",
        (),
        msg("export feeds"),
        msg("Export all feeds as OPML, with folders, for other programs"),
        lambda s: s.app.navigation.save_feeds(),
    ),
    everywhere(
        "backup",
        (),
        msg("backup"),
        msg("Back up the whole library into one file"),
        lambda s: s.app.navigation.back_up(),
    ),
    everywhere(
        "suspend",
        ("ctrl+z",),
        msg("suspend"),
        msg("Back to the shell for a while; “fg” goes on here. In a field: take back what was typed"),
        lambda s: s.app.terminal.suspend(),
        anywhere=True,
    ),
    everywhere(
        "back",
        ("escape",),
        msg("back"),
        msg("Back"),
        lambda s: s.app.navigation.back(),
        in_fields=True,
        name_on={"views": msg("to the list")},
        pane_ranks={"views": 6},
    ),
    everywhere("quit", ("q",), msg("quit"), msg("Back; on the inbox quit"), lambda s: s.app.navigation.back_or_quit()),
)
