"""Filtering and searching."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import Command

COMMANDS = (
    Command(
        "filter",
        ("slash",),
        msg("search"),
        msg("Filter this list as you type: title, feed, text, comment"),
        lambda s: s.finding.filter(),
        ("inbox",),
        5,
    ),
    Command(
        "search",
        ("ctrl+f",),
        msg("search everything"),
        msg("Search all months, editions and comments"),
        lambda s: s.app.go.search(),
        ("inbox", "edition"),
    ),
    Command(
        "narrow",
        ("f",),
        msg("filter"),
        msg("Only unread, picked, without comment, of a category or feed"),
        lambda s: s.narrowing.ask(),
        ("inbox",),
    ),
)
