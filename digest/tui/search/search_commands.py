"""Filtering and searching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand, On

if TYPE_CHECKING:
    from digest.tui.edition.edition_screen import EditionScreen
    from digest.tui.inbox.inbox_screen import InboxScreen

_both: On[InboxScreen | EditionScreen] = On("inbox", "edition")
_inbox: On[InboxScreen] = On("inbox")

COMMANDS: tuple[AnyCommand, ...] = (
    _inbox(
        "filter",
        ("slash",),
        msg("search"),
        msg("Filter this list as you type: title, feed, text, comment"),
        lambda s: s.finding.filter(),
        5,
    ),
    _both(
        "search",
        ("ctrl+f",),
        msg("search everything"),
        msg("Search all months, editions and comments"),
        lambda s: s.app.go.search(),
    ),
    _inbox(
        "narrow",
        ("f",),
        msg("filter"),
        msg("Only unread, picked, without comment, of a category or feed"),
        lambda s: s.narrowing.ask(),
    ),
)
