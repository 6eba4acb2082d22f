"""What is done with feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand, On

if TYPE_CHECKING:
    from digest.tui.feeds.feeds_screen import FeedsScreen

_feeds: On[FeedsScreen] = On("feeds")

COMMANDS: tuple[AnyCommand, ...] = (
    _feeds(
        "feed-rules",
        ("r",),
        msg("rules"),
        msg("Rules, also for this feed alone"),
        lambda s: s.app.navigation.rules(s.current.feed.id if s.current else ""),
    ),
    _feeds(
        "edit-feed",
        ("enter", "e"),
        msg("edit"),
        msg("Edit title, address, category and folder"),
        lambda s: s.managing.edit(),
        footer=1,
    ),
    _feeds(
        "pause-feed",
        ("p",),
        msg("pause"),
        msg("Pause the feed, or ask it again"),
        lambda s: s.managing.pause(),
        footer=2,
    ),
    _feeds(
        "remove-feed",
        ("d", "delete"),
        msg("remove"),
        msg("Remove the feed; u brings it back"),
        lambda s: s.managing.remove(),
        footer=3,
    ),
    _feeds(
        "mute-feed",
        ("M",),
        msg("mute"),
        msg("Keep the feed's entries out of the inbox, or let them in again"),
        lambda s: s.managing.mute(),
    ),
    _feeds(
        "mark-feed",
        ("space",),
        msg("mark"),
        msg("Mark the feed for t, p, M and d, or unmark it, and go on"),
        lambda s: s.mark(),
    ),
    _feeds(
        "mark-all-feeds",
        ("A",),
        msg("mark all"),
        msg("Mark all feeds that are shown, or none"),
        lambda s: s.mark_all(),
    ),
    _feeds(
        "move-feed",
        ("t",),
        msg("folder"),
        msg("Put the feed, or all that are marked, into a folder"),
        lambda s: s.folders.move(),
        footer=5,
    ),
    _feeds("check-feed", ("c",), msg("ask now"), msg("Ask this feed now"), lambda s: s.managing.check(), footer=4),
)
