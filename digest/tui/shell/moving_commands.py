"""Moving in lists and panes."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import everywhere, on_inbox

_MOVEMENTS = (
    everywhere("down", ("j", "down"), msg("down"), msg("One line down"), lambda s: s.moving.by(1)),
    everywhere("up", ("k", "up"), msg("up"), msg("One line up"), lambda s: s.moving.by(-1)),
    everywhere("first", ("g", "home"), msg("to the top"), msg("First line"), lambda s: s.moving.first()),
    everywhere("last", ("G", "end"), msg("to the end"), msg("Last line"), lambda s: s.moving.last()),
    everywhere(
        "half-down", ("ctrl+d",), msg("half a page down"), msg("Half a page down"), lambda s: s.moving.page(0.5)
    ),
    everywhere("half-up", ("ctrl+u",), msg("half a page up"), msg("Half a page up"), lambda s: s.moving.page(-0.5)),
    everywhere("page-down", ("pagedown",), msg("page down"), msg("A page down"), lambda s: s.moving.page(1)),
    everywhere("page-up", ("pageup",), msg("page up"), msg("A page up"), lambda s: s.moving.page(-1)),
)

COMMANDS: tuple[AnyCommand, ...] = (
    # While the filter is typed the arrows move in the list.
    *(command._replace(repeats=True, in_fields=True) for command in _MOVEMENTS),
    on_inbox(
        "left",
        ("h", "left", "shift+tab"),
        msg("pane left"),
        msg("To the pane on the left; among the views fold the folder"),
        lambda s: s.moving.pane(-1),
    ),
    on_inbox(
        "right",
        ("right", "tab"),
        msg("pane right"),
        msg("To the pane on the right; on a folded folder unfold it"),
        lambda s: s.moving.pane(1),
    ),
    on_inbox(
        "open-pane",
        ("enter",),
        msg("open"),
        msg("Open in the reading pane; on a view, show it"),
        lambda s: s.moving.enter(),
        name_on={"views": msg("show view")},
        pane_ranks={"views": 1},
    ),
    on_inbox(
        "text-down",
        ("J",),
        msg("scroll text"),
        msg("Scroll the text from the list"),
        lambda s: s.reading.scroll(3),
    ),
    on_inbox(
        "text-up",
        ("K",),
        msg("scroll text back"),
        msg("Scroll the text back from the list"),
        lambda s: s.reading.scroll(-3),
    ),
    on_inbox(
        "read-on",
        ("space",),
        msg("read on"),
        msg("A page of text down; at its end the next unread entry. On a folder: fold it or unfold it"),
        lambda s: s.moving.space(),
        name_on={"views": msg("fold")},
        pane_ranks={"views": 2},
    ),
    on_inbox(
        "next-unread",
        ("n",),
        msg("next unread"),
        msg("Next unread entry; this one counts as read"),
        lambda s: s.reading.next_unread(1),
    ),
    on_inbox(
        "previous-unread",
        ("p",),
        msg("previous unread"),
        msg("Previous unread entry"),
        lambda s: s.reading.next_unread(-1),
    ),
)
