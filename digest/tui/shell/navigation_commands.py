"""Going to other screens, adding, refreshing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand, On

if TYPE_CHECKING:
    from digest.tui.edition.edition_screen import EditionScreen
    from digest.tui.feeds.feeds_screen import FeedsScreen
    from digest.tui.inbox.inbox_screen import InboxScreen
    from digest.tui.shell.work_screen import WorkScreen

_both: On[InboxScreen | EditionScreen] = On("inbox", "edition")
_everywhere: On[WorkScreen] = On("inbox", "edition", "feeds")
_feeds: On[FeedsScreen] = On("feeds")
_inbox: On[InboxScreen] = On("inbox")
_lists: On[InboxScreen | FeedsScreen] = On("inbox", "feeds")

COMMANDS: tuple[AnyCommand, ...] = (
    _both(
        "edition",
        ("v",),
        msg("edition"),
        msg("The edition, or back"),
        lambda s: s.app.go.edition(),
        4,
        name_on={"edition": msg("back")},
    ),
    _everywhere(
        "view-inbox",
        ("i",),
        msg("to the inbox"),
        msg("To the inbox, from wherever one is"),
        lambda s: s.app.go.view("inbox"),
    ),
    _everywhere(
        "view-shortlist",
        ("S",),
        msg("to the shortlist"),
        msg("To the shortlist, from wherever one is"),
        lambda s: s.app.go.view("shortlist"),
    ),
    _everywhere(
        "view-all",
        ("E",),
        msg("to all entries"),
        msg("To all entries, from wherever one is"),
        lambda s: s.app.go.view("all"),
    ),
    _everywhere(
        "month",
        ("V",),
        msg("month"),
        msg("The month at a glance: categories and sources, what is thin, shortlist by age, statistics, all labels"),
        lambda s: s.app.go.month(),
    ),
    _both(
        "export",
        ("X",),
        msg("export"),
        msg("Export: formats with a preview, to a file or the clipboard"),
        lambda s: s.app.go.export(),
        5,
    ),
    _both(
        "publish",
        ("P",),
        msg("publish"),
        msg("Publish: push the edition to a blog, folder or service as a draft"),
        lambda s: s.app.go.publish(),
    ),
    _everywhere(
        "feeds",
        ("F",),
        msg("feeds"),
        msg("The feeds: health, add, edit, remove"),
        lambda s: s.app.go.feeds(),
        pane_ranks={"views": 9},
    ),
    _everywhere(
        "add",
        ("a",),
        msg("add"),
        msg("Add a feed or one page by its address"),
        lambda s: s.app.go.add(),
        7,
    ),
    _everywhere(
        "import",
        (),
        msg("import"),
        msg("Import feeds, bookmarks or a reading list of another program (OPML, newsboat, Pocket …)"),
        lambda s: s.app.go.import_list(),
    ),
    _inbox(
        "rules",
        (),
        msg("rules"),
        msg("Rules: what is muted, read, shortlisted, suggested, fetched whole automatically"),
        lambda s: s.app.go.rules(s.current.entry.feed_id if s.current else ""),
    ),
    _feeds(
        "feed-rules",
        ("r",),
        msg("rules"),
        msg("Rules, also for this feed alone"),
        lambda s: s.app.go.rules(s.current.feed.id if s.current else ""),
    ),
    _everywhere(
        "refresh",
        ("R",),
        msg("refresh"),
        msg("Refresh the feeds that are due"),
        lambda s: s.app.refreshing.start(),
    ),
    _inbox(
        "show-new",
        ("full_stop",),
        msg("show new"),
        msg("Go to the newest of the entries that have come in"),
        lambda s: s.reading.show_new(),
    ),
    _inbox(
        "text-alone",
        ("z",),
        msg("text alone"),
        msg("The reading pane alone, or with the list"),
        lambda s: s.reading.alone(),
    ),
    _feeds(
        "edit-feed",
        ("enter", "e"),
        msg("edit"),
        msg("Edit title, address, category and folder"),
        lambda s: s.managing.edit(),
        1,
    ),
    _feeds(
        "pause-feed",
        ("p",),
        msg("pause"),
        msg("Pause the feed, or ask it again"),
        lambda s: s.managing.pause(),
        2,
    ),
    _feeds(
        "remove-feed",
        ("d", "delete"),
        msg("remove"),
        msg("Remove the feed; u brings it back"),
        lambda s: s.managing.remove(),
        3,
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
        5,
    ),
    _lists(
        "rename-folder",
        ("T",),
        msg("rename folder"),
        msg("Rename the folder of this feed, or the one under the cursor among the views"),
        lambda s: s.folders.rename(),
        enabled=lambda s: s.folders.can_rename,
        pane_ranks={"views": 4},
    ),
    _feeds("check-feed", ("c",), msg("ask now"), msg("Ask this feed now"), lambda s: s.managing.check(), 4),
)
