"""Finishing the edition."""

from __future__ import annotations

from typing import Any

from digest.domain.message import msg
from digest.tui.commands.command import Command

_EDITION = ("edition",)


def _has_pick(screen: Any) -> bool:
    return screen.current is not None


COMMANDS = (
    Command(
        "edit-pick",
        ("enter",),
        msg("edit"),
        msg("Edit title, address, author, source, via, language and comment; or title, intro, outro"),
        lambda s: s.checking.edit(),
        _EDITION,
        1,
    ),
    Command(
        "edit-comment",
        ("c",),
        msg("comment"),
        msg("Edit the pick, beginning with its comment; or title, intro, outro"),
        lambda s: s.editing.comment(),
        _EDITION,
        2,
        writes=True,
    ),
    Command(
        "move-down",
        ("J", "alt+down"),
        msg("order"),
        msg("Move the pick down within its section"),
        lambda s: s.arranging.move(1),
        _EDITION,
        3,
        _has_pick,
    ),
    Command(
        "move-up",
        ("K", "alt+up"),
        msg("move up"),
        msg("Move the pick up within its section"),
        lambda s: s.arranging.move(-1),
        _EDITION,
        0,
        _has_pick,
    ),
    Command(
        "recategorise",
        ("t",),
        msg("category"),
        msg("Another category for the pick"),
        lambda s: s.arranging.category(),
        _EDITION,
        0,
        _has_pick,
        writes=True,
    ),
    Command(
        "preview",
        ("p",),
        msg("preview"),
        msg("The next format in the preview"),
        lambda s: s.previewing.next_format(),
        _EDITION,
        3,
    ),
    Command(
        "browser-preview",
        ("b",),
        msg("in the browser"),
        msg("Show the edition in the browser; it follows what you write, and e as often as the editor saves"),
        lambda s: s.app.browser_preview.open(s.month),
        ("edition", "inbox"),
    ),
    Command(
        "next-problem",
        ("n",),
        msg("problem"),
        msg("Go to the next place that the check names"),
        lambda s: s.checking.next_problem(),
        _EDITION,
        3,
    ),
    Command(
        "previous-month",
        ("left_square_bracket", "less_than_sign"),
        msg("month before"),
        msg("The month before"),
        lambda s: s.months.month(-1),
        ("edition", "inbox"),
    ),
    Command(
        "next-month",
        ("right_square_bracket", "greater_than_sign"),
        msg("month after"),
        msg("The month after"),
        lambda s: s.months.month(1),
        ("edition", "inbox"),
    ),
    Command(
        "close-edition",
        ("C",),
        msg("close, reopen"),
        msg("Close the edition, or make it a draft again"),
        lambda s: s.closing.close_or_reopen(),
        _EDITION,
        7,
    ),
    Command(
        "plain-links",
        ("L",),
        msg("plain links"),
        msg("Take passwords, tokens and gift codes off the pick's links"),
        lambda s: s.arranging.take_secrets_off(),
        _EDITION,
        0,
        _has_pick,
    ),
    Command(
        "carry-over",
        ("w",),
        msg("carry over"),
        msg("Carry the pick over to the next month"),
        lambda s: s.arranging.carry_over(),
        _EDITION,
        0,
        _has_pick,
    ),
)
