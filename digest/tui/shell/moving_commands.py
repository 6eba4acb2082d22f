"""Moving in lists and panes."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import Command

_INBOX = ("inbox",)
_LISTS = ("inbox", "edition", "feeds")

_MOVEMENTS = (
    Command("down", ("j", "down"), msg("down"), msg("One line down"), lambda s: s.moving.by(1), _LISTS),
    Command("up", ("k", "up"), msg("up"), msg("One line up"), lambda s: s.moving.by(-1), _LISTS),
    Command("first", ("g", "home"), msg("to the top"), msg("First line"), lambda s: s.moving.first(), _LISTS),
    Command("last", ("G", "end"), msg("to the end"), msg("Last line"), lambda s: s.moving.last(), _LISTS),
    Command(
        "half-down", ("ctrl+d",), msg("half a page down"), msg("Half a page down"), lambda s: s.moving.page(0.5), _LISTS
    ),
    Command(
        "half-up", ("ctrl+u",), msg("half a page up"), msg("Half a page up"), lambda s: s.moving.page(-0.5), _LISTS
    ),
    Command("page-down", ("pagedown",), msg("page down"), msg("A page down"), lambda s: s.moving.page(1), _LISTS),
    Command("page-up", ("pageup",), msg("page up"), msg("A page up"), lambda s: s.moving.page(-1), _LISTS),
)

COMMANDS = (
    # While the filter is typed the arrows move in the list.
    *(command._replace(repeats=True, in_fields=True) for command in _MOVEMENTS),
    Command(
        "left",
        ("h", "left", "shift+tab"),
        msg("pane left"),
        msg("To the pane on the left"),
        lambda s: s.moving.pane(-1),
        _INBOX,
    ),
    Command(
        "right",
        ("right", "tab"),
        msg("pane right"),
        msg("To the pane on the right"),
        lambda s: s.moving.pane(1),
        _INBOX,
    ),
    Command(
        "open-pane",
        ("enter",),
        msg("open"),
        msg("Open in the reading pane; on a view, show it"),
        lambda s: s.moving.enter(),
        _INBOX,
    ),
    Command(
        "text-down",
        ("J",),
        msg("scroll text"),
        msg("Scroll the text from the list"),
        lambda s: s.reading.scroll(3),
        _INBOX,
    ),
    Command(
        "text-up",
        ("K",),
        msg("scroll text back"),
        msg("Scroll the text back from the list"),
        lambda s: s.reading.scroll(-3),
        _INBOX,
    ),
    Command(
        "read-on",
        ("space",),
        msg("read on"),
        msg("A page of text down; at its end the next unread entry"),
        lambda s: s.reading.read_on(),
        _INBOX,
    ),
    Command(
        "next-unread",
        ("n",),
        msg("next unread"),
        msg("Next unread entry; this one counts as read"),
        lambda s: s.reading.next_unread(1),
        _INBOX,
    ),
    Command(
        "previous-unread",
        ("p",),
        msg("previous unread"),
        msg("Previous unread entry"),
        lambda s: s.reading.next_unread(-1),
        _INBOX,
    ),
)
