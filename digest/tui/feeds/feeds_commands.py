"""What is done with feeds."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import on_feeds

COMMANDS: tuple[AnyCommand, ...] = (
    on_feeds(
        "feed-rules",
        ("r",),
        msg("rules"),
        msg("Rules, also for this feed alone"),
        lambda s: s.app.navigation.rules(s.current.feed.id if s.current else ""),
    ),
    on_feeds(
        "edit-feed",
        ("enter", "e"),
        msg("edit"),
        msg("Edit title, address, category and folder"),
        lambda s: s.managing.edit(),
        footer=1,
    ),
    on_feeds(
        "pause-feed",
        ("p",),
        msg("pause"),
        msg("Pause the feed, or ask it again"),
        lambda s: s.managing.pause(),
        footer=2,
    ),
    on_feeds(
        "remove-feed",
        ("d", "delete"),
        msg("remove"),
        msg("Remove the feed; u brings it back"),
        lambda s: s.managing.remove(),
        footer=3,
    ),
    on_feeds(
        "mute-feed",
        ("M",),
        msg("mute"),
        msg("Keep the feed's entries out of the inbox, or let them in again"),
        lambda s: s.managing.mute(),
    ),
    on_feeds(
        "mark-feed",
        ("space",),
        msg("mark"),
        msg("Mark the feed for t, p, M and d, or unmark it, and go on"),
        lambda s: s.mark(),
    ),
    on_feeds(
        "mark-all-feeds",
        ("A",),
        msg("mark all"),
        msg("Mark all feeds that are shown, or none"),
        lambda s: s.mark_all(),
    ),
    on_feeds(
        "move-feed",
        ("t",),
        msg("folder"),
        msg("Put the feed, or all that are marked, into a folder"),
        lambda s: s.folders.move(),
        footer=5,
    ),
    on_feeds("check-feed", ("c",), msg("ask now"), msg("Ask this feed now"), lambda s: s.managing.check(), footer=4),
)
